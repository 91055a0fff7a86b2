use proptest::prelude::*;
use surprisal_confidence::{ChoiceScores, MultipleChoice, Normalization, ScoredChoice};
use surprisal_core::{Channel, ErrorKind, Logprobs, Scored, TokenLogprob, TopLogprob};

use crate::support::{Learned, listed, near, scored};

const ALL: [Normalization; 5] = [
    Normalization::Raw,
    Normalization::Chars,
    Normalization::Bytes,
    Normalization::Tokens,
    Normalization::MutualInfo,
];

/// The case `lm_eval.normalisation`: lm-evaluation-harness's `acc_norm` divides by characters and `acc_bytes` by bytes
/// of UTF-8, so that Japanese answers fare differently. A space before a text makes no difference.
#[tokio::test]
async fn lm_eval_normalisation() {
    for space in ["", " "] {
        let texts = [format!("{space}paris"), format!("{space}東京都庁")];
        let model = Learned::default()
            .knows("q", scored(&texts[0], &[-1.0, -3.0]))
            .knows("q", scored(&texts[1], &[-2.0, -2.0, -2.0]));
        let scores = MultipleChoice::new(model).score("q", texts).await.unwrap();
        let of = |normalization| scores.scores(normalization).unwrap();
        assert_eq!(of(Normalization::Raw), [-4.0, -6.0]);
        assert_eq!(of(Normalization::Chars), [-0.8, -1.5]);
        assert_eq!(of(Normalization::Bytes), [-0.8, -0.5]);
        assert_eq!(of(Normalization::Tokens), [-2.0, -2.0]);
        let best = |normalization| scores.best(normalization);
        assert_eq!(best(Normalization::Raw), Some(0));
        assert_eq!(best(Normalization::Chars), Some(0));
        assert_eq!(best(Normalization::Bytes), Some(1));
        assert_eq!(best(Normalization::Tokens), Some(0), "of equals the first");
        assert_eq!(best(Normalization::MutualInfo), None);
        let softmax = scores.probabilities(Normalization::Raw).unwrap();
        near(softmax[0], 0.880_797_077_977_882_3);
        near(softmax[1], 0.119_202_922_022_117_53);
        let brier = |right| scores.brier(Normalization::Raw, right).unwrap();
        near(brier(0), 2.0 * 0.119_202_922_022_117_53_f64.powi(2));
        near(brier(1), 2.0 * 0.880_797_077_977_882_3_f64.powi(2));
        assert_eq!(scores.brier(Normalization::Raw, 2), None);
    }
}

/// The case `lm_eval.mutual_info.same` of lm-evaluation-harness's tests/test_metrics.py, with the second choice as the
/// right one.
#[tokio::test]
async fn lm_eval_mutual_info_same() {
    let (behind, alone) = ([-2.0, -1.0, -3.0], [-2.5, -2.0, -2.5]);
    let texts = [" a", " b", " c"];
    let mut model = Learned::default();
    for (i, text) in texts.iter().enumerate() {
        model = model
            .knows("q", scored(text, &[behind[i]]))
            .knows("Answer:", scored(text, &[alone[i]]));
    }
    let asked = MultipleChoice::new(model).unconditional("Answer:");
    let scores = asked.score("q", texts).await.unwrap();
    assert_eq!(
        scores.scores(Normalization::MutualInfo).unwrap(),
        [0.5, 1.0, -0.5]
    );
    assert_eq!(scores.best(Normalization::MutualInfo), Some(1));
    assert_eq!(scores.best(Normalization::Raw), Some(1));
}

/// The case `lm_eval.gguf_echo` of lm-evaluation-harness's tests/models/test_gguf.py: the first token of an echoed
/// prompt has no number. Scored as a text of its own, it leaves a sum that is not the text's, and is an error; scored
/// as the prompt, its continuation is greedy.
#[tokio::test]
async fn lm_eval_gguf_echo() {
    let alternatives = [
        ("(", -1.033_263_319_857_306),
        ("[]", -2.653_074_377_901_739_4),
        (".", -3.037_714_594_729_132_4),
        ("\n", -3.039_915_675_051_397_6),
        ("_", -3.510_376_089_937_872),
        (" =", -3.695_791_834_719_366_3),
        (",", -3.930_945_986_635_870_2),
        (" of", -4.283_455_008_394_903_5),
        ("(\"", -4.322_762_841_112_799),
        ("()", -4.426_229_113_466_925),
    ];
    let open = listed("(", -1.033_263_319_857_306, &alternatives);
    near(
        1.0 - open.entropy().unwrap().left_out,
        0.635_417_596_820_634_7,
    );
    let string = TokenLogprob::from(TopLogprob::new("string", 0.0).without_logprob());
    let whole = Logprobs::new(Channel::Content, [string, open.clone()]);
    let model = Learned::default()
        .knows("", Scored::new("string(", whole))
        .knows(
            "string",
            Scored::new("(", Logprobs::new(Channel::Content, [open])),
        );
    let asked = MultipleChoice::new(model);

    let error = asked.score("", ["string("]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    assert!(
        error
            .message()
            .starts_with("1 of the 2 tokens of \"string(\""),
        "{error}"
    );

    let scores = asked.score("string", ["("]).await.unwrap();
    let choice = &scores.choices()[0];
    assert_eq!((choice.tokens, choice.is_greedy), (1, Some(true)));
    assert_eq!(choice.logprob, -1.033_263_319_857_306);
}

#[tokio::test]
async fn a_text_is_greedy_where_each_token_is_the_likeliest_by_rank_or_by_list() {
    let ranked = |rank| TokenLogprob::from(TopLogprob::new("x", -1.0).with_rank(rank));
    let cases = [
        (vec![ranked(1), ranked(1)], Some(true)),
        (vec![ranked(1), ranked(2)], Some(false)),
        (vec![listed("x", -1.0, &[("x", -1.0)])], Some(true)),
        (
            vec![listed("x", -1.0, &[("y", -0.9), ("x", -1.0)])],
            Some(false),
        ),
        (vec![listed("x", -0.7, &[("y", -0.7)])], Some(true)),
        (vec![TokenLogprob::new("x", -1.0)], None),
        (vec![ranked(2), TokenLogprob::new("x", -1.0)], None),
    ];
    for (tokens, expected) in cases {
        let text = Scored::new("x", Logprobs::new(Channel::Content, tokens));
        let model = Learned::default().knows("q", text);
        let scores = MultipleChoice::new(model).score("q", ["x"]).await.unwrap();
        assert_eq!(scores.choices()[0].is_greedy, expected);
    }
}

/// What llama.cpp's server once gave for an echoed prompt: every choice scored 0 and the accuracy was that of chance.
#[tokio::test]
async fn what_cannot_be_compared_is_an_error_and_no_score() {
    let kind = |logprobs: &'static [f64]| async move {
        let model = Learned::default()
            .knows("q", scored("a", &[-1.0]))
            .knows("q", scored("b", logprobs));
        let scored = MultipleChoice::new(model).score("q", ["a", "b"]).await;
        scored.unwrap_err().kind()
    };
    assert_eq!(kind(&[]).await, ErrorKind::LogprobsMissing);
    assert_eq!(kind(&[-1.0, -9999.0]).await, ErrorKind::LogprobsMissing);
    assert_eq!(kind(&[f64::NAN]).await, ErrorKind::LogprobsMissing);
    assert_eq!(kind(&[0.5]).await, ErrorKind::BadResponse);
    let none: [&str; 0] = [];
    let error = MultipleChoice::new(Learned::default())
        .score("q", none)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let error = MultipleChoice::new(Learned::default())
        .score("q", ["a"])
        .await
        .unwrap_err();
    assert_eq!(error.message(), "not learned");
}

#[test]
fn a_text_of_white_space_alone_has_no_length_to_divide_by() {
    let scores = ChoiceScores::new([ScoredChoice::new(" \n", -1.0, 1)]);
    assert_eq!(scores.scores(Normalization::Chars), None);
    assert_eq!(scores.best(Normalization::Bytes), None);
    assert_eq!(scores.best(Normalization::Tokens), Some(0));
    assert_eq!(ChoiceScores::new([]).best(Normalization::Raw), None);
}

proptest! {
    #[test]
    fn probabilities_add_up_and_their_greatest_is_the_best(
        sums in prop::collection::vec(-3000.0..0.0_f64, 1..8),
        which in 0..5_usize,
    ) {
        let choice = |(i, sum): (usize, &f64)| {
            ScoredChoice::new("word ".repeat(i + 1), *sum, i + 1).with_unconditional(-7.0 * i as f64)
        };
        let scores = ChoiceScores::new(sums.iter().enumerate().map(choice));
        let probabilities = scores.probabilities(ALL[which]).unwrap();
        prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let best = scores.best(ALL[which]).unwrap();
        prop_assert!(probabilities.iter().all(|p| *p <= probabilities[best]));
        let brier = scores.brier(ALL[which], best).unwrap();
        prop_assert!((0.0..=2.0).contains(&brier));
        let json = serde_json::to_string(&scores).unwrap();
        prop_assert_eq!(serde_json::from_str::<ChoiceScores>(&json).unwrap(), scores);
    }
}
