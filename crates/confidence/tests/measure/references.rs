//! The cases of measures, by their ids in the table of reference numbers.

use surprisal_confidence::{Measure, Running};
use surprisal_core::{AiMessage, Channel, Choice, Entropy, HasLogprobs, Logprobs, TopLogprob};

use super::{TokenLogprob, listed, near, tokens};

const EXACT: f64 = 1e-12;

/// openai/openai-cookbook, examples/Using_logprobs.ipynb: an emoji in two tokens, whose texts are escapes.
#[test]
fn cookbook_blue_heart() {
    let wire: [(&str, f64, &[u8]); 14] = [
        ("Here", -0.054242473, b"Here"),
        (" is", -0.0044352207, b" is"),
        (" the", -2.1008714e-06, b" the"),
        (" blue", -0.0013290489, b" blue"),
        (" heart", 0.0, b" heart"),
        (" emoji", 0.0, b" emoji"),
        (" and", -0.038287632, b" and"),
        (" its", 0.0, b" its"),
        (" name", -1.569009e-05, b" name"),
        (":\n\n", -0.11313002, b":\n\n"),
        (r"\xf0\x9f\x92", -0.09048584, &[240, 159, 146]),
        (r"\x99", 0.0, &[153]),
        (" Blue", -0.023958502, b" Blue"),
        (" Heart", -6.2729996e-06, b" Heart"),
    ];
    let tokens = wire.map(|(text, logprob, bytes)| {
        TokenLogprob::from(TopLogprob::new(text, logprob).with_bytes(bytes))
    });
    let text = "Here is the blue heart emoji and its name:\n\n💙 Blue Heart";
    let logprobs = Logprobs::new(Channel::Content, tokens);
    let message = AiMessage::from(Choice::new(text).with_logprobs(logprobs));
    assert!(message.alignment().is_ok());
    near(
        Running::of(message.tokens()).sum(),
        -0.32589280056099995,
        EXACT,
    );
    near(
        Measure::JointProbability.of(&message),
        0.7218825686904154,
        EXACT,
    );
    near(Measure::Perplexity.of(&message), 1.0235511057195896, EXACT);
    near(
        Measure::MinProbability.of(&message),
        (-0.11313002_f64).exp(),
        EXACT,
    );
    near(Measure::MaxSurprise.of(&message), 0.11313002, EXACT);
}

/// As above: the values are printed with two decimals, and the perplexity of those that are not rounded.
#[test]
fn cookbook_perplexity_0() {
    let rounded = [
        -0.0, 0.0, -0.0, 0.0, -0.0, -0.73, -0.0, -0.01, -0.02, -0.0, 0.0, -0.02, -0.66, -0.03,
        -0.62, -0.47, -0.02, -0.39, -0.01, -0.2, -0.0,
    ];
    let perplexity = Measure::Perplexity.of_tokens(&tokens(&rounded));
    near(perplexity, 1.1644170003987546, 0.005);
    near(perplexity, 1.1634951920420733, EXACT);
}

/// cvs-health/uqlm, tests/test_logprobs_scorer.py.
#[test]
fn uqlm_scorer_formulas() {
    let tokens = [
        listed(("a", -0.1), &[("a", -0.1), ("b", -1.0), ("c", -2.0)]),
        listed(("d", -0.2), &[("d", -0.2), ("e", -0.5), ("f", -1.5)]),
    ];
    near(
        Measure::NormalizedProbability.of_tokens(&tokens),
        0.8607079764250578,
        EXACT,
    );
    near(
        Measure::JointProbability.of_tokens(&tokens),
        0.7408182206817179,
        EXACT,
    );
    near(
        Measure::MinProbability.of_tokens(&tokens),
        0.8187307530779818,
        EXACT,
    );
    near(
        Measure::MeanMargin.of_tokens(&tokens),
        0.3745790351149328,
        EXACT,
    );
    // Its entropies are of lists scaled down to 1. Here these have a mass of 1.408 and 1.648, so they are no
    // distributions: what is right is to say so and to give no entropy. (Its negentropy, 1 − H / ln k, also depends on
    // how many are listed.)
    let running = Running::of(&tokens);
    assert_eq!(running.impossible(), 2);
    assert_eq!(running.mean_entropy(None), None);
    assert_eq!(Measure::MeanEntropyAtLeast.of_tokens(&tokens), None);
}

/// UKGovernmentBEIS/inspect_ai, tests/scorer/test_perplexity_scorer.py.
#[test]
fn inspect_perplexity_basic() {
    let tokens = tokens(&[-1.0, -2.0, -0.5]);
    near(
        Measure::MeanSurprisal.of_tokens(&tokens),
        1.1666666666666667,
        EXACT,
    );
    near(
        Measure::Perplexity.of_tokens(&tokens),
        3.211270543153561,
        EXACT,
    );
    let running = Running::of(&tokens);
    assert_eq!((running.sum(), running.count()), (Some(-3.5), 3));
}

/// promptfoo/promptfoo, test/assertions/perplexity.test.ts. Its score is 1 / (1 + perplexity), by which a certain
/// answer has 0.5; the normalized probability, 1 / perplexity, says the same on a scale up to 1, so that alone is a
/// measure.
#[test]
fn promptfoo_perplexity() {
    let perplexity = Measure::Perplexity.of_tokens(&tokens(&[-2.0]));
    near(perplexity, 7.38905609893065, 1e-9);
    near(
        perplexity.map(|value| 1.0 / (1.0 + value)),
        0.11920292202211755,
        EXACT,
    );
    near(
        perplexity.map(|value| 1.0 - 1.0 / (1.0 + value)),
        0.8807970779778824,
        EXACT,
    );
    assert!(perplexity > Some(5.0));
}

#[test]
fn promptfoo_perplexity_certain() {
    let certain = tokens(&[0.0, 0.0]);
    assert_eq!(Measure::Perplexity.of_tokens(&certain), Some(1.0));
    assert_eq!(
        Measure::NormalizedProbability.of_tokens(&certain),
        Some(1.0)
    );
}

/// A perplexity of 5 is within 5, but for rounding: thresholds are for whoever compares.
#[test]
fn promptfoo_perplexity_boundary() {
    near(
        Measure::Perplexity.of_tokens(&tokens(&[-1.6094379124341003])),
        5.0,
        EXACT,
    );
}

/// kanishkamisra/minicons, examples/surprisals.md (GPT-2, of f32).
#[test]
fn minicons_bits() {
    let nats = [
        -10.879678726196289,
        -2.5105514526367188,
        -6.6631927490234375,
        -8.962379455566406,
        -8.681724548339844,
        -0.0005340576171875,
    ];
    let printed = [
        15.69605827331543,
        3.621960163116455,
        9.612955093383789,
        12.929980278015137,
        12.525080680847168,
        0.0007704822928644717,
    ];
    for (nats, bits) in nats.iter().zip(printed) {
        near(
            Measure::MeanSurprisalBits.of_tokens(&tokens(&[*nats])),
            bits,
            1e-5,
        );
    }
    near(
        Measure::MeanSurprisalBits.of_tokens(&tokens(&nats[..1])),
        15.69605854474854,
        EXACT,
    );
}

/// varunkotte6/ucci, ucci/signal.py: its signal is 1 less the mean margin.
#[test]
fn ucci_margin() {
    let pairs = [(0.9_f64, 0.05_f64), (0.6, 0.3), (0.5, 0.5)];
    let tokens =
        pairs.map(|(one, two)| listed(("a", one.ln()), &[("a", one.ln()), ("b", two.ln())]));
    let margin = Measure::MeanMargin.of_tokens(&tokens);
    near(margin.map(|margin| 1.0 - margin), 0.6166666666666667, EXACT);
    near(Measure::MinMargin.of_tokens(&tokens), 0.0, EXACT);
}

/// shaxzodbek-uzb/mcp-confidence, README.
#[test]
fn mcp_confidence_readme() {
    let tokens = tokens(&[-0.2, -0.5, -0.1]);
    let link = Measure::WeakestLink { weight: 0.3 }.of_tokens(&tokens);
    near(link, -0.33666666666666667, EXACT);
    near(Running::of(&tokens).mean(), -0.26666666666666666, EXACT);
    assert_eq!(Running::of(&tokens).min(), Some((1, -0.5)));
    // Above −1.5 is its band `high`.
    assert!(link > Some(-1.5));
}

/// antoinenguyen27/agentUQ, src/agentuq/analysis/metrics.py.
#[test]
fn agentuq_metrics() {
    let top = [("Paris", -0.2), ("London", -1.9)];
    let token = listed(("Rome", -4.0), &top);
    // What it calls truncated is of the list scaled up to 1, once without and once with the emitted token. Both say
    // that what was not listed is not there; what is right is a bound.
    let scaled = |entropy: Entropy| {
        let mass = 1.0 - entropy.left_out;
        Some(entropy.nats / mass + mass.ln())
    };
    let only = Entropy::of(token.top_logprobs().unwrap());
    near(scaled(only), 0.43037698002827496, EXACT);
    near(scaled(token.entropy().unwrap()), 0.5147844594427684, EXACT);
    assert!(
        surprisal_confidence::entropy_bounds(&token, None)
            .unwrap()
            .lower
            > 0.5147844594427684
    );
    let tokens = [token];
    near(Measure::MeanLnMargin.of_tokens(&tokens), 1.7, EXACT);
    assert_eq!(Measure::OffListRate.of_tokens(&tokens), Some(1.0));
    assert_eq!(Measure::OffTopRate.of_tokens(&tokens), Some(1.0));

    let surprises = [0.2, 0.1, 3.4, 0.05, 0.9, 0.3, 0.2, 0.1, 2.2, 0.4];
    let tokens = super::tokens(&surprises.map(|surprise: f64| -surprise));
    near(
        Measure::TailMean { worst: 0.1 }.of_tokens(&tokens),
        3.4,
        EXACT,
    );
    near(
        Measure::TailMean { worst: 0.2 }.of_tokens(&tokens),
        2.8,
        EXACT,
    );
    near(
        Measure::Quantile { share: 0.95 }.of_tokens(&tokens),
        3.4,
        EXACT,
    );
}

/// traceloop.com, on its perplexity evaluator: the 12.5 of its example is not exp(−mean).
#[test]
fn traceloop_doc_error() {
    let tokens = tokens(&[-2.3, -1.5, -0.8, -1.2, -0.5]);
    near(
        Measure::Perplexity.of_tokens(&tokens),
        3.5254214873653824,
        EXACT,
    );
}

/// guidance 0.3.1, models/_openai_base.py: a probability by 2.718 in the place of e is 0.1 % off at −10.
#[test]
fn guidance_e() {
    near(
        Measure::JointProbability.of_tokens(&tokens(&[-10.0])),
        4.5399929762484854e-05,
        1e-19,
    );
}
