//! Numbers of reference packages.

use surprisal_confidence::{Boundary, Fields};
use surprisal_core::AiMessage;

use crate::common::{assert_near, bytes, choice, tokens, weakest};

/// `tests/resources/simple_parsed_completion.json` of arena-ai/structured-logprobs (Apache-2.0): an answer of gpt-4o.
const FIXTURE: [(&str, f64); 17] = [
    ("{\"", -1.2590794e-05),
    ("name", 0.0),
    ("\":\"", -6.704273e-07),
    ("Science", -0.00012964146),
    (" Fair", -5.8603408e-05),
    ("\",\"", -0.0018461747),
    ("date", 0.0),
    ("\":\"", -4.9617593e-06),
    ("Friday", -0.09504829),
    ("\",\"", -0.0026011032),
    ("participants", -1.9361265e-07),
    ("\":[\"", 0.0),
    ("Alice", 0.0),
    ("\",\"", -1.2664457e-06),
    ("Bob", -7.89631e-07),
    ("\"]", -1.9361265e-07),
    ("}", 0.0),
];

/// The package has the sums with the opener, and those alone: that the value ends is left out, and whose token the
/// quote is in is not told.
#[test]
fn structured_logprobs_fixture_has_three_numbers_for_each_value() {
    let text = r#"{"name":"Science Fair","date":"Friday","participants":["Alice","Bob"]}"#;
    let message = AiMessage::from(choice(text, tokens(FIXTURE)));
    let fields = Fields::of(&message).unwrap();
    assert_eq!(fields.error(), None);
    let expected = [
        ("/name", -0.000188244868, -0.0001889152953, -0.0020350899953),
        ("/date", -0.09504829, -0.0950532517593, -0.0976543549593),
        ("/participants/0", 0.0, 0.0, -1.2664457e-06),
        (
            "/participants/1",
            -7.89631e-07,
            -2.0560767e-06,
            -2.24968935e-06,
        ),
    ];
    let pointers: Vec<_> = fields.iter().map(|field| field.pointer()).collect();
    assert_eq!(pointers, expected.map(|(pointer, ..)| pointer));
    for (pointer, content, with_opener, with_boundaries) in expected {
        let field = fields.field(pointer).unwrap();
        assert_near(field.content().sum(), content, 1e-14);
        assert_near(field.with_opener().sum(), with_opener, 1e-14);
        assert_near(field.with_boundaries().sum(), with_boundaries, 1e-14);
        assert_eq!(
            (field.start_boundary(), field.end_boundary()),
            (Boundary::Clean, Boundary::Clean)
        );
    }
    let name = fields.field("/name").unwrap();
    assert_eq!(
        (name.content().min(), name.token_range()),
        (Some(-0.00012964146), 3..5)
    );
    assert_eq!(weakest(&fields, 2), ["/date", "/name"]);
}

/// The package returns 0.0, as if the value were certain: it ends the range of tokens before that in which the value
/// ends.
#[test]
fn json_align_closer_merged() {
    let tokens = tokens([("{\"a\":", -0.1), ("12}", -2.0)]);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let a = fields.field("/a").unwrap();
    for measures in [a.content(), a.with_opener(), a.with_boundaries()] {
        assert_eq!(measures.sum(), Some(-2.0));
    }
    assert_eq!(
        (a.start_boundary(), a.end_boundary()),
        (Boundary::Clean, Boundary::Shared)
    );
}

/// Here too the package returns 0.0.
#[test]
fn json_align_both_merged() {
    let tokens = tokens([("{\"a\"", -0.1), (":12}", -2.0)]);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let a = fields.field("/a").unwrap();
    assert_eq!(a.content().sum(), Some(-2.0));
    assert_eq!(
        (a.start_boundary(), a.end_boundary()),
        (Boundary::Shared, Boundary::Shared)
    );
    assert_eq!((a.decision().token, a.decision().offset), (1, 1));
}

/// The package counts the characters of `\xf0\x9f\x92`, 12 for 3 bytes, and returns -0.1 and 0.0 for values of -1.1 and
/// -4.5.
#[test]
fn json_align_emoji_escaped_tokens() {
    let tokens = [
        bytes(b"{\"a\":\"", -0.1),
        bytes(&[240, 159, 146], -0.7),
        bytes(&[153], 0.0),
        bytes(b"\",\"b\":\"", -0.3),
        bytes(b"no", -4.0),
        bytes(b"\"}", -0.2),
    ];
    let fields = Fields::of_tokens(&tokens).unwrap();
    let (a, b) = (fields.field("/a").unwrap(), fields.field("/b").unwrap());
    assert_eq!((a.raw(), b.raw()), ("\"💙\"", "\"no\""));
    assert_near(a.content().sum(), -0.7, 1e-12);
    assert_near(b.content().sum(), -4.0, 1e-12);
    assert_near(a.with_boundaries().sum(), -1.1, 1e-12);
    assert_near(b.with_boundaries().sum(), -4.5, 1e-12);
}
