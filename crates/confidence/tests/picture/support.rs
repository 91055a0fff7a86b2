//! What these tests share.

use std::io::{self, Write as _};

use surprisal_core::{
    AiMessage, CallOptions, Channel, Logprobs, RunnableExt as _, Scored, TokenLogprob, TopLogprob,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, byte_token, token};

/// Prints `skipped: {reason}` past the capture of the test harness, so that it shows when the test passes.
pub(crate) fn skipped(reason: impl std::fmt::Display) {
    let _ = io::stderr().write_all(format!("skipped: {reason}\n").as_bytes());
}

/// A text of these tokens and probabilities.
pub(crate) fn scored(tokens: &[(&str, f64)]) -> Scored {
    let text: String = tokens.iter().map(|(text, _)| *text).collect();
    let tokens = tokens
        .iter()
        .map(|(text, p)| TokenLogprob::new(text, p.ln()));
    Scored::new(text, Logprobs::new(Channel::Content, tokens))
}

/// A made-up answer with something of everything: every step, alternatives, a split character, a line break, markup and
/// reasoning.
pub(crate) async fn everything() -> AiMessage {
    let says = FakeAnswer::new()
        .reasoning([token("They").p(0.6), token(" ask.").p(0.97)])
        .text([
            token("The").p(0.97).alternative("A", 0.02),
            token(" sky")
                .p(0.8)
                .alternative(" sea", 0.1)
                .alternative(" night sky", 0.05),
            token(" is").p(0.99).alternative(" was", 0.004),
            token(" <script>")
                .p(0.3)
                .alternative(" blue", 0.45)
                .alternative(" grey", 0.2),
            token("alert(1)")
                .p(0.12)
                .alternative("x", 0.7)
                .alternative(" \u{202e}y", 0.1),
            token("</script>").p(0.03).alternative(".", 0.9),
            token("\n").p(0.4).alternative("\n\n", 0.5),
            byte_token(b"\xf0\x9f\x92").p(0.9),
            byte_token(b"\x99").p(0.45),
            token(" done").p(0.95),
            token(".").p(0.999),
        ]);
    let model = FakeChatModel::new().say(says);
    let model = model.bind(CallOptions::new().logprobs(true).top_logprobs(3));
    model.invoke("Which colour?").await.unwrap()
}

/// A made-up text with what providers do to log probabilities: a floor, a missing number, a special token, too much
/// mass.
pub(crate) fn odd() -> Scored {
    let top = |text: &str, p: f64| TopLogprob::new(text, f64::ln(p));
    let tokens = [
        TokenLogprob::new("Odd", -9999.0).with_top_logprobs([top("Even", 0.7), top("Old", 0.2)]),
        TopLogprob::new(" numbers", 0.0).without_logprob().into(),
        TokenLogprob::from(top(" here", 0.95))
            .with_top_logprobs([top(" here", 0.95), top(" there", 0.45)]),
        TopLogprob::new("<|end|>", -0.1).without_bytes().into(),
    ];
    Scored::new("Odd numbers here", Logprobs::new(Channel::Content, tokens))
}
