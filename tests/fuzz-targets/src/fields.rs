use futures::{StreamExt as _, stream};
use serde_json::Value;
use surprisal_confidence::{Field, FieldReader, FieldStream, Fields};
use surprisal_core::{
    AiMessage, AiMessageChunk, Channel, ChoiceChunk, Logprobs, TokenLogprob, TopLogprob,
};

use crate::input::{Input, cut};
use crate::runtime::block_on;

/// The fields of a JSON answer: they are what `serde_json` reads, and a stream tells of the same as the whole.
///
/// The input is how long the tokens are, how many come at once, and the text.
pub fn fields(data: &[u8]) {
    let mut input = Input::new(data);
    let (length, at_once) = (input.length(), input.length());
    let Ok(text) = str::from_utf8(input.rest()) else {
        return;
    };
    let tokens: Vec<TokenLogprob> = cut(text.as_bytes(), length)
        .iter()
        .map(|bytes| {
            TopLogprob::new(&String::from_utf8_lossy(bytes), -1.0)
                .with_bytes(bytes)
                .into()
        })
        .collect();
    let fields = Fields::of_tokens(&tokens).unwrap();
    for field in fields.iter().chain(fields.containers()) {
        assert_eq!(text.get(field.byte_range()), Some(field.raw()));
        assert!(text.get(field.content_range()).is_some());
    }
    let whole = fields.field("");
    assert_eq!(fields.error().is_none(), whole.is_some());
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        assert_eq!(fields.error(), None);
        assert_eq!(whole.unwrap().raw(), text.trim());
        agree(&fields, &value, "");
    }
    streamed(text, &tokens, at_once);
}

/// Each value is found under its pointer.
fn agree(fields: &Fields<'_>, value: &Value, pointer: &str) {
    let found = fields.field(pointer).unwrap().value();
    assert_eq!(found.as_ref(), Some(value), "{pointer:?}");
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            agree(fields, value, &format!("{pointer}/{key}"));
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| {
            agree(fields, value, &format!("{pointer}/{index}"));
        }),
        _ => {}
    }
}

/// What a stream tells of is what the whole has.
fn streamed(text: &str, tokens: &[TokenLogprob], at_once: usize) {
    let mut reader = FieldReader::new();
    let chunks = chunks(text, tokens, at_once);
    let mut early = Vec::new();
    for chunk in &chunks {
        early.extend(reader.push(chunk).unwrap().map(|field| print(&field)));
    }
    let message = AiMessage::from(chunks.iter().cloned().sum::<AiMessageChunk>());
    let (whole, finished) = (Fields::of(&message), reader.finish());
    assert_eq!(format!("{finished:?}"), format!("{whole:?}"));
    let Ok(whole) = whole else {
        return;
    };
    let is_scalar = |field: &Field<'_>| !field.raw().starts_with(['{', '[']);
    let scalars = whole.iter().filter(is_scalar);
    let mut all: Vec<String> = scalars
        .chain(whole.containers())
        .map(|field| print(&field))
        .collect();
    let mut told = Vec::new();
    let mut done = FieldStream::new(stream::iter(chunks.into_iter().map(Ok)));
    block_on(async {
        while let Some(Ok(field)) = done.next().await {
            told.push(print(&field.field()));
        }
    });
    // A text that begins as a string may be one up to its end: then nothing is told before.
    assert_eq!(told.get(..early.len()), Some(&*early));
    told.sort();
    all.sort();
    assert_eq!(told, all);
}

fn print(field: &Field<'_>) -> String {
    format!("{field:?}")
}

/// The tokens as a stream brings them: the text of half a character comes with its other half.
fn chunks(text: &str, tokens: &[TokenLogprob], at_once: usize) -> Vec<AiMessageChunk> {
    let (mut known, mut told) = (0, 0);
    let chunks = tokens.chunks(at_once).map(|tokens| {
        known += tokens
            .iter()
            .filter_map(TokenLogprob::bytes)
            .map(<[u8]>::len)
            .sum::<usize>();
        let mut places = (0..=known).rev();
        let whole = places.find(|at| text.is_char_boundary(*at)).unwrap();
        let choice = ChoiceChunk::new(0, text.get(told..whole).unwrap())
            .with_logprobs(Logprobs::new(Channel::Content, tokens.to_vec()));
        told = whole;
        AiMessageChunk::default().with_choice(choice)
    });
    chunks.collect()
}
