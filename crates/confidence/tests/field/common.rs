use surprisal_confidence::{Fields, FieldsError};
use surprisal_core::{AiMessage, Channel, Choice, Logprobs, TokenLogprob, TopLogprob};

/// A token of these bytes, written as an escape where they are no text, as OpenAI does.
pub(crate) fn bytes(bytes: &[u8], logprob: f64) -> TokenLogprob {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| format!(r"\x{byte:02x}")).collect(),
    };
    TopLogprob::new(&text, logprob).with_bytes(bytes).into()
}

/// A token for each of the texts.
pub(crate) fn tokens<'a>(tokens: impl IntoIterator<Item = (&'a str, f64)>) -> Vec<TokenLogprob> {
    let tokens = tokens.into_iter();
    tokens
        .map(|(text, logprob)| bytes(text.as_bytes(), logprob))
        .collect()
}

/// A token of -1 for each character.
pub(crate) fn characters(text: &str) -> Vec<TokenLogprob> {
    let characters = text.char_indices();
    characters
        .map(|(at, c)| bytes(&text.as_bytes()[at..at + c.len_utf8()], -1.0))
        .collect()
}

/// An answer of these tokens.
pub(crate) fn choice(text: &str, tokens: Vec<TokenLogprob>) -> Choice {
    Choice::new(text).with_logprobs(Logprobs::new(Channel::Content, tokens))
}

/// The pointers and JSON of the values that hold no other.
pub(crate) fn leaves(text: &str) -> Vec<(String, String)> {
    let tokens = characters(text);
    let fields = Fields::of_tokens(&tokens).unwrap();
    let pairs = fields
        .iter()
        .map(|field| (field.pointer().into(), field.raw().into()));
    pairs.collect()
}

/// The pointers of the `k` weakest values.
pub(crate) fn weakest<'a>(fields: &'a Fields<'_>, k: usize) -> Vec<&'a str> {
    let weakest = fields.weakest(k);
    weakest.iter().map(|field| field.pointer()).collect()
}

/// Why there are no fields in this answer.
pub(crate) fn reason(choice: Choice) -> FieldsError {
    Fields::of(&AiMessage::from(choice)).unwrap_err()
}

#[track_caller]
pub(crate) fn assert_near(value: Option<f64>, expected: f64, tolerance: f64) {
    let value = value.unwrap();
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected}"
    );
}
