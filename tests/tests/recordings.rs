//! That the recordings are found and read whole, by the reader and by the oracle.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::collections::BTreeMap;

use surprisal_tests::oracle::{self, Answer, Token};
use surprisal_tests::recordings::{self, Recording};

/// The recordings of Chat Completions.
fn chat() -> Option<Vec<Recording>> {
    let mut all = recordings::load().unwrap()?;
    all.retain(Recording::is_chat);
    Some(all)
}

fn answer(recording: &Recording) -> Answer {
    let read = if recording.stream {
        oracle::stream
    } else {
        oracle::body
    };
    read(&recording.body).unwrap_or_else(|error| panic!("{}: {error}", recording.name))
}

fn named<'a>(recordings: &'a [Recording], name: &str) -> &'a Recording {
    let found = recordings.iter().find(|one| one.name.ends_with(name));
    found.unwrap_or_else(|| panic!("no recording {name}"))
}

fn tokens(answer: &Answer) -> impl Iterator<Item = &Token> {
    let channels = answer
        .choices
        .values()
        .flat_map(|choice| choice.tokens.values());
    channels.flatten()
}

#[test]
fn every_source_is_found() {
    let Some(chat) = chat() else { return };
    let mut found = BTreeMap::new();
    for recording in &chat {
        *found.entry(recording.provider.as_str()).or_insert(0) += 1;
    }
    let expected = [
        ("azure", 6),
        ("bedrock", 3),
        ("deepseek", 12),
        ("llamacpp", 41),
        ("mistral", 2),
        ("ollama", 1),
        ("openai", 34),
        ("openrouter", 15),
        ("tgi", 5),
        ("vllm", 2),
        ("watsonx", 2),
    ];
    assert_eq!(found, BTreeMap::from(expected));
    assert_eq!(chat.iter().filter(|one| one.exact).count(), 92);
}

#[test]
fn names_are_unique_and_statuses_are_set() {
    let Some(all) = recordings::load().unwrap() else {
        return;
    };
    let mut names: Vec<_> = all.iter().map(|one| &one.name).collect();
    names.dedup();
    assert_eq!(names.len(), all.len());
    for one in &all {
        assert!(
            (200..600).contains(&one.status),
            "{}: {}",
            one.name,
            one.status
        );
        assert!(
            one.endpoint.starts_with('/'),
            "{}: {}",
            one.name,
            one.endpoint
        );
    }
}

#[test]
fn every_answer_is_read() {
    let Some(chat) = chat() else { return };
    for recording in &chat {
        let name = &recording.name;
        let answer = answer(recording);
        assert_eq!(answer.choices.is_empty(), recording.status != 200, "{name}");
        assert_eq!(answer.done, recording.stream, "{name}");
        assert_eq!(
            answer.error.is_some(),
            recording.status != 200 && recording.provider != "mistral",
            "{name}"
        );
    }
}

#[test]
fn numbers_agree_with_the_index_of_the_recordings() {
    let Some(chat) = chat() else { return };
    let mut checked = 0;
    for recording in &chat {
        let Some(indexed) = index(&recording.name) else {
            continue;
        };
        let answer = answer(recording);
        let all: Vec<&Token> = tokens(&answer)
            .flat_map(|token| token.top.iter().flatten().chain([token]))
            .collect();
        let lowest = all
            .iter()
            .filter_map(|token| token.logprob)
            .reduce(f64::min);
        let ours = (
            all.iter().filter(|token| token.logprob.is_some()).count(),
            lowest,
            all.iter()
                .filter(|token| token.top.iter().flatten().next().is_some())
                .count(),
            all.iter().filter(|token| token.bytes == Some(None)).count(),
        );
        assert_eq!(ours, indexed, "{}", recording.name);
        checked += 1;
    }
    assert!(checked >= 80, "only {checked} recordings are in the index");
}

/// Of a file: the numbers, the lowest, the lists of alternatives that are not empty and the bytes
/// that are `null`, as they were counted when it was collected.
fn index(name: &str) -> Option<(usize, Option<f64>, usize, usize)> {
    let folder = recordings::folder()?;
    let index = std::fs::read_to_string(folder.join("recordings/INDEX-FILES.tsv")).ok()?;
    let row: Vec<&str> = index
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .find(|row| {
            row[0]
                .rsplit_once('.')
                .is_some_and(|(file, _)| file == name)
        })?;
    Some((
        row[4].parse().unwrap(),
        row[5].parse().ok(),
        row[6].parse().unwrap_or_default(),
        row[7].parse().unwrap_or_default(),
    ))
}

#[test]
fn logprobs_are_where_they_are_expected() {
    let Some(chat) = chat() else { return };
    let with = chat
        .iter()
        .filter(|one| tokens(&answer(one)).next().is_some());
    assert_eq!(with.count(), 68);

    let reasoned = answer(named(&chat, "streaming_low_stop_top_two"));
    let choice = &reasoned.choices[&0];
    assert_eq!(choice.reasoning, "We need answer only number. 17+25=42.");
    assert_eq!(choice.tokens["reasoning_content"].len(), 13);
    assert_eq!(choice.tokens["content"].len(), 1);
    assert_eq!(choice.content, "42");
    assert_eq!(choice.tokens["content"][0].logprob, Some(-1.1920922e-6));

    let cobalt = answer(named(&chat, "streaming_gpt_4o_mini_stop_top_two"));
    let first = &cobalt.choices[&0].tokens["content"][0];
    assert_eq!(first.logprob, Some(-0.00003547789674485102));
    assert_eq!(first.bytes, Some(Some(b"c".to_vec())));
    assert_eq!(first.top.as_ref().unwrap()[1].token, "C");
    assert_eq!(cobalt.usage.unwrap()["completion_tokens"], 2);
    assert_eq!(cobalt.choices[&0].finish_reason.as_deref(), Some("stop"));
}

#[test]
fn refusals_choices_and_tool_calls_are_read() {
    let Some(chat) = chat() else { return };
    let refused = answer(named(&chat, "chat_blocking_raw_model_surfaces_refusal"));
    assert!(
        refused.choices[&0].refusal.starts_with("I'm"),
        "{refused:?}"
    );

    let two = answer(named(&chat, "two_candidates_streaming"));
    assert_eq!(two.choices.len(), 2);

    let called = answer(named(&chat, "qwentpl_toolcall_stream"));
    let call = &called.choices[&0].tool_calls[&0];
    assert_eq!(call.name, "get_weather");
    assert_eq!(call.arguments, r#"{"city": "Paris"}"#);
    assert!(!call.id.is_empty());
}

#[test]
fn twins_have_the_same_shape() {
    let Some(chat) = chat() else { return };
    let twins = recordings::twins(&chat);
    assert_eq!(twins.len(), 22);
    for (stream, body) in twins {
        let names = format!("{} and {}", stream.name, body.name);
        let (stream, body) = (answer(stream), answer(body));
        let shape = |answer: &Answer| {
            let choices = answer.choices.iter().map(|(index, choice)| {
                (
                    *index,
                    choice.finish_reason.clone(),
                    choice.tool_calls.len(),
                )
            });
            choices.collect::<Vec<_>>()
        };
        assert_eq!(shape(&stream), shape(&body), "{names}");
    }
}
