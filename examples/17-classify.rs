//! 40 reviews, classified by the probabilities of the two labels, exactly and not by what the model happens to write:
//! how often it is right where it says that it is sure. Writes a reliability diagram.

use surprisal::confidence::{Binning, Direction, Labels, Ranking, Reliability};
use surprisal::local::ChatLocal;
use surprisal::{Result, ScoreText};

/// Written for this example: a sentence a line, with its label in front.
const REVIEWS: &str = include_str!("data/reviews.tsv");

/// Knows no model. The label that is the likelier one, and the probability that it has beside the other.
async fn classify(model: &impl ScoreText, review: &str) -> Result<(String, f64)> {
    let prompt = format!(
        "Review: The plot was dull.\nSentiment: negative\n\n\
         Review: We had a lovely evening.\nSentiment: positive\n\n\
         Review: {review}\nSentiment:"
    );
    let labels = Labels::new([" positive", " negative"]);
    let distribution = labels.score(model, &prompt).await?;
    let best = distribution.best().unwrap_or_default().trim().to_owned();
    let shares = distribution.renormalized().unwrap_or_default();
    let sure = shares
        .into_iter()
        .map(|(_, share)| share)
        .fold(0.0, f64::max);
    Ok((best, sure))
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    surprisal_examples::show_model("local:smollm2-135m").await?;
    let model = ChatLocal::from_env("smollm2-135m")?;
    let (mut sure, mut right) = (Vec::new(), Vec::new());
    for line in REVIEWS.lines() {
        let (label, review) = line.split_once('\t').ok_or("a line without a tab")?;
        let (best, probability) = classify(&model, review).await?;
        sure.push(probability);
        right.push(best == label);
    }
    let report = Reliability::new(&sure, &right)?.with_binning(Binning::EqualMass(4));
    println!("{report}");

    // How many of the answers can be taken unseen, if 19 of 20 are to be right, and where the line is.
    let ranking = Ranking::new(&sure, &right, Direction::HigherIsSurer)?;
    match ranking.threshold_for(0.95) {
        Some(line) => println!(
            "from {:.3} on {:.0} % can be taken, and {:.1} % of these are right",
            line.threshold,
            100.0 * line.coverage(),
            100.0 * line.accuracy()
        ),
        None => println!("there is no line above which 95 % are right"),
    }
    let file = std::env::temp_dir().join("surprisal-reliability.svg");
    std::fs::write(&file, report.svg())?;
    println!("the diagram is in {}", file.display());
    Ok(())
}
