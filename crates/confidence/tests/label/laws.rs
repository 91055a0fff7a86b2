//! That the interval of a label holds its true probability, in a made-up language of four letters.

use proptest::prelude::*;
use surprisal_confidence::{Fold, Labels};
use surprisal_core::{TokenLogprob, TopLogprob};

const TOKENS: [&str; 8] = ["a", "b", "ab", "ba", "aa", "bb", ".", "aba"];
const LABELS: [&str; 4] = ["a", "ab", "aba", "bb"];
/// How many tokens an answer has at most; a longer label is not complete by then.
const LENGTH: usize = 4;

/// The probability of each token behind any text: by its length, from a table.
type Model = Vec<Vec<f64>>;

fn model() -> impl Strategy<Value = Model> {
    let row = prop::collection::vec(0.01..1.0_f64, TOKENS.len()).prop_map(|weights| {
        let mass: f64 = weights.iter().sum();
        weights
            .iter()
            .map(|weight| weight / mass)
            .collect::<Vec<f64>>()
    });
    prop::collection::vec(row, 1..5)
}

fn row<'a>(model: &'a Model, text: &str) -> &'a [f64] {
    &model[text.len() % model.len()]
}

/// The probability that what is written becomes the label and then ends, by every way to write it.
fn truth(model: &Model, label: &str, text: &str) -> f64 {
    if let Some(rest) = text.strip_prefix(label)
        && rest.starts_with('.')
    {
        return 1.0;
    }
    if !label.starts_with(text) {
        return 0.0;
    }
    let next = TOKENS.iter().zip(row(model, text));
    next.map(|(token, p)| p * truth(model, label, &format!("{text}{token}")))
        .sum()
}

/// What an answer shows: the model's tokens, each with its likeliest.
fn answer(model: &Model, choices: &[prop::sample::Index], k: usize) -> Vec<TokenLogprob> {
    let mut text = String::new();
    let mut tokens = Vec::new();
    for choice in choices {
        let row = row(model, &text);
        let mut top: Vec<_> = TOKENS.iter().zip(row).collect();
        top.sort_by(|a, b| b.1.total_cmp(a.1));
        let index = choice.index(TOKENS.len());
        let top = top
            .iter()
            .take(k)
            .map(|(token, p)| TopLogprob::new(token, p.ln()));
        let chosen = TopLogprob::new(TOKENS[index], row[index].ln());
        tokens.push(TokenLogprob::from(chosen).with_top_logprobs(top));
        text += TOKENS[index];
        if TOKENS[index] == "." {
            break;
        }
    }
    tokens
}

proptest! {
    #[test]
    fn the_interval_of_a_label_holds_its_true_probability(
        model in model(),
        choices in prop::collection::vec(any::<prop::sample::Index>(), LENGTH),
        k in 1..9_usize,
    ) {
        let tokens = answer(&model, &choices, k);
        // A label is a whole word here. A token that is one and begins no other counts as one, whatever would come
        // behind it where it was not chosen: so each has its full stop.
        let spelled = LABELS.map(|label| format!("{label}."));
        let read = Labels::new(spelled.clone()).fold(Fold::Exact).read_tokens(&tokens).unwrap();
        for (label, name) in LABELS.iter().zip(&spelled) {
            let truth = truth(&model, label, "");
            let bounds = read.probability(name).unwrap();
            prop_assert!(
                bounds.lower <= truth + 1e-9 && truth <= bounds.upper + 1e-9,
                "{label}: {truth} is not in {bounds:?}"
            );
        }
        // Without the full stop a word that was not chosen counts whatever comes behind it: that is more than its truth.
        let plain = Labels::new(LABELS).fold(Fold::Exact).read_tokens(&tokens).unwrap();
        for label in LABELS {
            let (truth, bounds) = (truth(&model, label, ""), plain.probability(label).unwrap());
            prop_assert!(truth <= bounds.upper + 1e-9, "{label}: {truth} is above {bounds:?}");
        }
        let mass = read.coverage() + read.unresolved() + read.uncovered();
        prop_assert!((mass - 1.0).abs() < 1e-9, "{mass}");
    }

    #[test]
    fn shares_add_up_to_one_and_their_entropy_is_at_most_that_of_equal_ones(
        model in model(),
        choices in prop::collection::vec(any::<prop::sample::Index>(), LENGTH),
    ) {
        let tokens = answer(&model, &choices, 8);
        let read = Labels::new(LABELS).read_tokens(&tokens).unwrap();
        if let Some(shares) = read.renormalized() {
            let sum: f64 = shares.iter().map(|(_, share)| share).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
            let entropy = read.entropy().unwrap();
            prop_assert!((-1e-12..=(LABELS.len() as f64).ln() + 1e-9).contains(&entropy));
            prop_assert!((0.0..=1.0).contains(&read.margin().unwrap()));
        }
    }
}
