//! The cases of labels, by their ids in the table of reference numbers.

use surprisal_confidence::{Fold, Labels};
use surprisal_core::{TokenLogprob, TopLogprob};

use super::{near, token};

const TOPICS: [&str; 4] = ["Technology", "Politics", "Sports", "Art"];

fn first(top: &[(&str, f64)]) -> TokenLogprob {
    let top: Vec<_> = top
        .iter()
        .map(|(text, logprob)| TopLogprob::new(text, *logprob))
        .collect();
    TokenLogprob::from(top[0].clone()).with_top_logprobs(top)
}

/// openai/openai-cookbook, examples/Using_logprobs.ipynb.
#[test]
fn cookbook_classify_tech() {
    let token = first(&[("Technology", 0.0), (" Technology", -18.75)]);
    let read = Labels::new(TOPICS).read_tokens(&[token]).unwrap();
    // The two add up to 1.000000007, of rounding on the wire; a probability is at most 1.
    assert!((read.coverage() - 1.000000007194133).abs() < 1e-8);
    near(read.probability("Technology").unwrap().lower, 1.0);
    near(read.renormalized().unwrap()[0].1, 1.0);
    assert_eq!(read.uncovered(), 0.0);
}

/// As above.
#[test]
fn cookbook_classify_art() {
    let token = first(&[("Art", -0.028133942), ("Sports", -4.278134)]);
    let read = Labels::new(TOPICS).read_tokens(&[token]).unwrap();
    near(read.probability("Art").unwrap().lower, 0.9722581318807784);
    near(
        read.probability("Sports").unwrap().lower,
        0.013868516608700086,
    );
    near(read.uncovered(), 0.013873351510521603);
    let shares = read.renormalized().unwrap();
    near(shares[3].1, 0.9859363737609733);
    near(shares[2].1, 0.014063626239026699);
    // It was not listed, which is not the same as impossible.
    let politics = read.probability("Politics").unwrap();
    assert_eq!(politics.lower, 0.0);
    near(politics.upper, 0.013873351510521603);
}

/// The note of both: "Polit" begins Politics, and may begin another word.
#[test]
fn the_beginning_of_one_label_is_not_given_to_it() {
    let token = token("Art", &[("Art", 0.9), ("Polit", 0.1)]);
    let read = Labels::new(TOPICS).read_tokens(&[token]).unwrap();
    let politics = read.probability("Politics").unwrap();
    near(politics.lower, 0.0);
    near(politics.upper, 0.1);
    near(read.unresolved(), 0.1);
}

/// openai/openai-cookbook: P(True) of an answer False is what False has left, by −expm1.
#[test]
fn cookbook_has_sufficient_context() {
    let cases = [
        ("True", -3.1281633e-07, 0.9999996871837189),
        ("True", -7.89631e-07, 0.9999992103693117),
        ("False", -0.008654992, 0.008617645379307143),
        ("True", -0.004082317, 0.9959260043287592),
    ];
    for (text, logprob, expected) in cases {
        let labels = Labels::new(["True", "False"]);
        let read = labels
            .read_tokens(&[TokenLogprob::new(text, logprob)])
            .unwrap();
        let true_ = read.probability("True").unwrap();
        near(
            if text == "True" {
                true_.lower
            } else {
                true_.upper
            },
            expected,
        );
    }
}

/// openai/openai-cookbook: of equally likely ones the first; a variant with a space is the same word.
#[test]
fn cookbook_autocomplete() {
    let cases: [(&[(&str, f64)], &str); 5] = [
        (
            &[("My", -0.08344023), ("dog", -3.3334403), ("ap", -3.5834403)],
            "My",
        ),
        (
            &[
                ("My", -0.1271426),
                ("favorite", -2.1271427),
                (" My", -9.127143),
            ],
            "My",
        ),
        (
            &[
                ("show", -0.57662326),
                ("My", -0.82662326),
                (" show", -8.201623),
            ],
            "show",
        ),
        (
            &[("is", -0.70817715), ("My", -0.70817715), ("was", -4.833177)],
            "is",
        ),
        (
            &[
                ("because", -0.034502674),
                (",", -3.7845027),
                (" because", -5.0345025),
            ],
            "because",
        ),
    ];
    // As the notebook prints them.
    let percents = [
        [91.99, 3.57, 2.78],
        [88.06, 11.92, 0.01],
        [56.18, 43.75, 0.03],
        [49.25, 49.25, 0.8],
        [96.61, 2.27, 0.65],
    ];
    let mut high = Vec::new();
    let mut low = Vec::new();
    for ((top, best), percents) in cases.into_iter().zip(percents) {
        let labels = Labels::new(top.iter().map(|(text, _)| *text)).fold(Fold::Exact);
        let read = labels.read_tokens(&[first(top)]).unwrap();
        assert_eq!(read.best(), Some(best));
        let probability = read.probability(best).unwrap().lower;
        for ((_, logprob), percent) in read.iter().zip(percents) {
            let printed = (logprob.exp() * 1e4).round() / 100.0;
            near(printed, percent);
        }
        if probability > 0.95 {
            high.push(best);
        } else if probability < 0.6 {
            low.push(best);
        }
    }
    assert_eq!((high, low), (vec!["because"], vec!["show", "is"]));
    let read = Labels::new(["because"])
        .read_tokens(&[first(cases[4].0)])
        .unwrap();
    near(
        read.probability("because").unwrap().lower,
        0.9725951921253575,
    );
}

/// cvs-health/uqlm, tests/test_p_true.py. It gives an answer True what False leaves: that is the most that True can
/// have, and only where nothing else can be said is it what it has.
#[test]
fn uqlm_p_true() {
    let of = |text: &str, logprob: f64| {
        let labels = Labels::new(["True", "False"]);
        labels
            .read_tokens(&[TokenLogprob::new(text, logprob)])
            .unwrap()
    };
    near(
        of("True", -0.1).probability("True").unwrap().lower,
        0.9048374180359595,
    );
    near(
        of("False", -0.1).probability("True").unwrap().upper,
        0.09516258196404048,
    );
    near(
        of("False", -2.0).probability("True").unwrap().upper,
        0.8646647167633873,
    );
    let unknown = of("Unknown", -0.1);
    assert_eq!((unknown.best(), unknown.renormalized()), (None, None));
    assert_eq!(
        (unknown.margin(), unknown.entropy(), unknown.coverage()),
        (None, None, 0.0)
    );
}

const SENTIMENTS: [&str; 3] = ["positive", "negative", "neutral"];

/// distenum 0.1.1 gives a third to each: "n" counts for both that begin with it.
#[test]
fn enum_prefix_double_count() {
    let token = token("positive", &[("positive", 0.5), ("n", 0.3), ("ne", 0.2)]);
    let read = Labels::new(SENTIMENTS).read_tokens(&[token]).unwrap();
    for (label, lower, upper) in [
        ("positive", 0.5, 0.5),
        ("negative", 0.0, 0.5),
        ("neutral", 0.0, 0.5),
    ] {
        let found = read.probability(label).unwrap();
        near(found.lower, lower);
        near(found.upper, upper);
    }
    near(read.unresolved(), 0.5);
    near(read.coverage(), 0.5);
}

/// distenum 0.1.1 counts a blank token for all labels.
#[test]
fn enum_blank_token_matches_all() {
    let token = token("positive", &[("positive", 0.6), (" ", 0.4)]);
    let read = Labels::new(SENTIMENTS).read_tokens(&[token]).unwrap();
    for (label, lower, upper) in [
        ("positive", 0.6, 1.0),
        ("negative", 0.0, 0.4),
        ("neutral", 0.0, 0.4),
    ] {
        let found = read.probability(label).unwrap();
        near(found.lower, lower);
        near(found.upper, upper);
    }
}
