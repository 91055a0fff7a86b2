use surprisal_confidence::Fields;
use surprisal_core::{AiMessage, AiMessageChunk, BytesOrigin, Choice, Logprobs};

/// An answer of a provider is the chunk that it is made of, and what [`written`] says.
pub(crate) fn message(message: &AiMessage) {
    written(message);
    let chunk = AiMessageChunk::from(message.clone());
    assert_eq!(&AiMessage::from(chunk), message);
}

/// A message says what its tokens do, is written down and read back as it was.
pub(crate) fn written(message: &AiMessage) {
    for choice in message.choices() {
        super::tokens(choice.logprobs(), &choice.text());
        fields(choice);
    }
    let written = serde_json::to_string(message).unwrap();
    let back: AiMessage = serde_json::from_str(&written).unwrap();
    let mut choices = message.choices();
    if choices.all(|choice| is_written_whole(choice.logprobs())) {
        assert_eq!(&back, message, "{written}");
    }
    assert_eq!(serde_json::to_string(&back).unwrap(), written);
}

/// OpenAI's form has no place for infinite numbers, nor for where bytes came from.
fn is_written_whole(logprobs: &Logprobs) -> bool {
    let mut tokens = logprobs.channels().flat_map(|(_, tokens)| tokens);
    tokens.all(|token| {
        let tops = token.top_logprobs().unwrap_or_default();
        [token.chosen()].into_iter().chain(tops).all(|top| {
            let is_finite = top.logprob().is_none_or(f64::is_finite);
            is_finite
                && matches!(
                    top.bytes_origin(),
                    None | Some(BytesOrigin::Wire | BytesOrigin::Text)
                )
        })
    })
}

/// What is found in an answer is a piece of its text.
fn fields(choice: &Choice) {
    let Ok(fields) = Fields::of_choice(choice) else {
        return;
    };
    for field in fields.iter().chain(fields.containers()) {
        // Of a tool call the places are in another text.
        if let Some(found) = choice.text().get(field.byte_range())
            && !choice.text().trim_ascii().is_empty()
        {
            assert_eq!(found, field.raw());
        }
        let inner = field.content_range();
        let outer = field.byte_range();
        assert!(outer.start <= inner.start && inner.end <= outer.end);
    }
}
