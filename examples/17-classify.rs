//! 40 reviews, classified by the probabilities of the two labels, exactly and not by what the model happens to write:
//! how often it is right where it says that it is sure, before and after calibration. Writes a reliability diagram.

use surprisal::confidence::{Bins, Calibrator, Labels, Platt, Reliability};
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
    let shares = distribution.renormalised().unwrap_or_default();
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
    let report = Reliability::new(&sure, &right)?.bins(Bins::EqualMass(4));
    println!("{report}");

    // Every other review is for fitting, the rest tells what it is worth.
    let of = |odd: usize| -> (Vec<f64>, Vec<bool>) {
        let all = sure.iter().copied().zip(right.iter().copied());
        all.skip(odd).step_by(2).unzip()
    };
    let ((scores, correct), (held_out, outcomes)) = (of(0), of(1));
    let calibrator = Calibrator::Platt(Platt::fit(&scores, &correct)?);
    let calibrated: Vec<f64> = held_out
        .iter()
        .map(|score| calibrator.probability(*score))
        .collect();
    for (name, probabilities) in [("as it is", &held_out), ("calibrated", &calibrated)] {
        let report = Reliability::new(probabilities, &outcomes)?.bins(Bins::EqualMass(4));
        println!(
            "{name:10}  ECE {:.3}  Brier {:.3}",
            report.ece(),
            report.brier()
        );
    }
    let file = std::env::temp_dir().join("surprisal-reliability.svg");
    std::fs::write(&file, report.svg())?;
    println!("the diagram is in {}", file.display());
    Ok(())
}
