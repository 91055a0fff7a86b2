//! Laws over any JSON, any way to cut it into tokens, and any way to cut these into chunks. All of it is made up.

use futures::executor::block_on;
use futures::{TryStreamExt, stream};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value;
use surprisal_confidence::{Field, FieldKind, FieldReader, FieldStream, Fields, OwnedField};
use surprisal_core::{
    AiMessage, AiMessageChunk, Channel, ChoiceChunk, Logprobs, Measures, Result, TokenLogprob,
};

use crate::common::bytes;

fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(Value::from),
        "[a-c💙é/~\"\\\\\u{1}{\\[]{0,6}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        let key = "[a-b/~é\"💙]{0,3}";
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(key, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A JSON text, with or without white space in it and words around it.
fn any_text() -> impl Strategy<Value = (Value, String)> {
    let around = prop_oneof![
        Just(("", "")),
        Just(("\n ", "\n")),
        Just(("Sure:\n```json\n", "\n```\nThat [is] {it}.")),
        Just(("<think>{\"no\": 1}</think>", " ")),
    ];
    (any_json(), any::<bool>(), around).prop_map(|(value, is_pretty, (before, behind))| {
        let json = match is_pretty {
            true => serde_json::to_string_pretty(&value).unwrap(),
            false => value.to_string(),
        };
        (value, format!("{before}{json}{behind}"))
    })
}

fn any_logprob() -> impl Strategy<Value = f64> {
    prop_oneof![8 => -5.0..0.0_f64, 1 => Just(-9999.0), 1 => Just(f64::NAN)]
}

/// Pieces of these lengths, one after the other, until there is nothing left.
fn cut<'a, T>(mut list: &'a [T], lengths: &[usize]) -> Vec<&'a [T]> {
    let mut pieces = Vec::new();
    for length in lengths.iter().cycle() {
        let (piece, rest) = list.split_at((*length).min(list.len()));
        pieces.push(piece);
        list = rest;
        if list.is_empty() {
            break;
        }
    }
    pieces
}

fn tokens(text: &str, lengths: &[usize], logprobs: &[f64]) -> Vec<TokenLogprob> {
    let pieces = cut(text.as_bytes(), lengths).into_iter();
    let scored = pieces.zip(logprobs.iter().cycle());
    scored
        .map(|(piece, logprob)| bytes(piece, *logprob))
        .collect()
}

/// Chunks of so many tokens, each with the text that is whole by then.
fn chunks(text: &str, tokens: &[TokenLogprob], lengths: &[usize]) -> Vec<AiMessageChunk> {
    let (mut known, mut told) = (0, 0);
    let pieces = cut(tokens, lengths).into_iter();
    pieces
        .map(|piece| {
            known += piece
                .iter()
                .map(|token| token.bytes().unwrap().len())
                .sum::<usize>();
            let whole = (0..=known)
                .rev()
                .find(|at| text.is_char_boundary(*at))
                .unwrap();
            let choice = ChoiceChunk::new(0, text.get(told..whole).unwrap())
                .with_logprobs(Logprobs::new(Channel::Content, piece.to_vec()));
            told = whole;
            AiMessageChunk::default().with_choice(choice)
        })
        .collect()
}

/// The pointers and values that hold no other, in their order.
fn flat(value: &Value, pointer: &str, out: &mut Vec<(String, Value)>) {
    let step = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(map) if !map.is_empty() => {
            map.iter()
                .for_each(|(key, value)| flat(value, &step(key), out));
        }
        Value::Array(list) if !list.is_empty() => {
            let items = list.iter().enumerate();
            items.for_each(|(index, value)| flat(value, &step(&index.to_string()), out));
        }
        leaf => out.push((pointer.to_owned(), leaf.clone())),
    }
}

/// The tokens that hold a byte of the range, looked for one by one.
fn holding(tokens: &[TokenLogprob], range: std::ops::Range<usize>) -> Measures {
    let mut at = 0;
    let holding = tokens.iter().filter(|token| {
        let start = at;
        at += token.bytes().unwrap().len();
        !range.is_empty() && start < range.end && range.start < at
    });
    Measures::of(holding)
}

/// Whether the value is one that is found in the text: words beside a scalar make it one of them.
fn is_alone(value: &Value, text: &str) -> bool {
    value.is_object() || value.is_array() || serde_json::from_str::<Value>(text).is_ok()
}

proptest! {
    #[test]
    fn every_value_is_found_once_with_the_tokens_that_hold_it(
        (value, text) in any_text(),
        lengths in vec(1..7_usize, 1..20),
        logprobs in vec(any_logprob(), 1..20),
    ) {
        if !is_alone(&value, &text) {
            return Ok(());
        }
        let tokens = tokens(&text, &lengths, &logprobs);
        let fields = Fields::of_tokens(&tokens).unwrap();
        prop_assert_eq!(fields.error(), None);
        let mut expected = Vec::new();
        flat(&value, "", &mut expected);
        let found: Vec<_> = fields
            .iter()
            .map(|field| (field.pointer().to_owned(), field.value().unwrap()))
            .collect();
        prop_assert_eq!(found, expected);
        for field in fields.iter().chain(fields.containers()) {
            let range = field.byte_range();
            prop_assert_eq!(text.get(range.clone()), Some(field.raw()));
            prop_assert_eq!(field.content(), holding(&tokens, field.content_range()));
            let opened = range.start..field.content_range().end;
            prop_assert_eq!(field.with_opener(), holding(&tokens, opened));
            let is_open = matches!(field.value(), Some(Value::Number(_))) && range.end < text.len();
            let closed = range.start..range.end + usize::from(is_open);
            prop_assert_eq!(field.with_boundaries(), holding(&tokens, closed));
            let decision = field.decision();
            let before: usize = tokens[..decision.token].iter().map(|t| t.bytes().unwrap().len()).sum();
            prop_assert_eq!(before + decision.offset, field.content_range().start);
            prop_assert!(decision.offset < tokens[decision.token].bytes().unwrap().len());
            prop_assert_eq!(field.decision_token().map(TokenLogprob::bytes), Some(tokens[decision.token].bytes()));
        }
    }

    #[test]
    fn a_stream_tells_what_the_sum_of_its_chunks_has(
        (_, text) in any_text(),
        end in 0.0..1.5_f64,
        lengths in vec(1..7_usize, 1..20),
        logprobs in vec(any_logprob(), 1..20),
        per_chunk in vec(1..5_usize, 1..8),
    ) {
        // Some are cut short.
        let end = (text.len() as f64 * end) as usize;
        let end = (0..=end.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let text = text.get(..end).unwrap();
        let tokens = tokens(text, &lengths, &logprobs);
        if text.trim().is_empty() {
            return Ok(());
        }
        let chunks = chunks(text, &tokens, &per_chunk);
        let whole: AiMessage = chunks.iter().cloned().sum::<AiMessageChunk>().into();
        let whole = Fields::of(&whole).unwrap();

        let mut stream = FieldStream::new(stream::iter(chunks.into_iter().map(Ok)));
        let mut done: Vec<OwnedField> = Vec::new();
        let end: Result<()> = block_on(async {
            while let Some(field) = stream.try_next().await? {
                done.push(field);
            }
            Ok(())
        });
        let told: Vec<Field<'_>> = done.iter().map(OwnedField::field).collect();
        let (leaves, containers): (Vec<_>, Vec<_>) =
            told.iter().partition(|field| !field.raw().starts_with(['{', '[']));
        let is_scalar = |field: &Field<'_>| !field.raw().starts_with(['{', '[']);
        // NaN, as of a missing score, is not equal to itself; what is printed is.
        let print = |fields: Vec<Field<'_>>| format!("{fields:?}");
        prop_assert_eq!(print(leaves), print(whole.iter().filter(is_scalar).collect()));
        prop_assert_eq!(print(containers), print(whole.containers().collect()));
        prop_assert_eq!(
            end.err().map(|error| error.message().to_owned()),
            whole.error().map(ToString::to_string)
        );
    }

    #[test]
    fn a_value_is_told_with_the_chunk_that_has_its_last_byte(
        (value, text) in any_text(),
        lengths in vec(1..7_usize, 1..20),
        per_chunk in vec(1..5_usize, 1..8),
    ) {
        // A scalar is known at the end alone.
        if !value.is_object() && !value.is_array() {
            return Ok(());
        }
        let tokens = tokens(&text, &lengths, &[-1.0]);
        let whole = Fields::of_tokens(&tokens).unwrap();
        let scalars = whole.iter().filter(|field| !field.raw().starts_with(['{', '[']));
        let ends: Vec<usize> = scalars
            .chain(whole.containers())
            .map(|field| field.byte_range().end + usize::from(field.kind() == FieldKind::Number))
            .collect();
        let mut reader = FieldReader::new();
        let (mut told, mut known) = (0, 0);
        for chunk in chunks(&text, &tokens, &per_chunk) {
            known += chunk.text().len();
            told += reader.push(&chunk).unwrap().count();
            prop_assert_eq!(told, ends.iter().filter(|end| **end <= known).count());
        }
        prop_assert_eq!(told, ends.len());
    }

    #[test]
    fn no_text_stops_it(text in "[\\[{}\\],:\"\\\\a0eu.t -]{0,40}", lengths in vec(1..4_usize, 1..9)) {
        let tokens = tokens(&text, &lengths, &[-1.0]);
        let fields = Fields::of_tokens(&tokens).unwrap();
        // What serde_json reads as a whole is found as a whole.
        if serde_json::from_str::<Value>(&text).is_ok() {
            prop_assert_eq!(fields.error(), None);
            prop_assert_eq!(fields.field("").unwrap().raw(), text.trim());
        }
        // What is found as a whole is read by serde_json.
        let whole = fields.field("");
        prop_assert_eq!(fields.error().is_none(), whole.is_some());
        prop_assert!(whole.is_none_or(|whole| whole.value().is_some()));
    }
}
