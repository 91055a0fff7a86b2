//! Recorded answers of a real server, llama.cpp with SmolLM2. They are read from `shared/llama-captures` beside the
//! workspace, or from the folder that `SURPRISAL_RECORDINGS` names.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::{env, fs};

use futures::executor::block_on;
use futures::{TryStreamExt, stream};
use serde_json::{Value, json};
use surprisal_confidence::{FieldStream, Fields, FieldsError};
use surprisal_core::{
    AiMessage, AiMessageChunk, Choice, ChoiceChunk, Logprobs, Result, TokenLogprob, ToolCall,
};

use crate::common::{assert_near, weakest};

/// The bodies of a recording: one, or those of the events. `None`, with a line printed, where there is none.
fn bodies(name: &str) -> Option<Vec<Value>> {
    let folder = env::var_os("SURPRISAL_RECORDINGS").map(PathBuf::from);
    let shared = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = folder
        .unwrap_or_else(shared)
        .join("llama-captures")
        .join(name);
    let Ok(text) = fs::read_to_string(path) else {
        // Past the capture of the harness, which hides what a test prints that passes.
        let line = format!(
            "skipped: no {name}; set SURPRISAL_RECORDINGS to the folder that holds llama-captures/
"
        );
        let _ = io::stderr().write_all(line.as_bytes());
        return None;
    };
    let lines = text.lines().map(|line| line.trim_start_matches("data: "));
    let bodies = lines.filter(|line| line.starts_with('{'));
    Some(
        bodies
            .map(|body| serde_json::from_str(body).unwrap())
            .collect(),
    )
}

fn logprobs(choice: &Value) -> Logprobs {
    let logprobs = choice
        .get("logprobs")
        .filter(|logprobs| !logprobs.is_null());
    logprobs.map_or_else(Logprobs::default, |json| {
        serde_json::from_value(json.clone()).unwrap()
    })
}

/// The values of a schema's answer `{"name": "Bob", "age": 42}`, by the numbers on the wire.
fn assert_person(fields: &Fields<'_>) {
    assert_eq!(fields.error(), None);
    let name = fields.field("/name").unwrap();
    assert_eq!(name.value(), Some(json!("Bob")));
    let (opener, bob, closer) = (
        -0.19013731181621552,
        -0.41829484701156616,
        -0.13730299472808838,
    );
    assert_near(name.content().sum(), bob, 1e-15);
    assert_near(name.with_opener().sum(), opener + bob, 1e-15);
    assert_near(name.with_boundaries().sum(), opener + bob + closer, 1e-15);
    let age = fields.field("/age").unwrap();
    assert_eq!(age.value(), Some(json!(42)));
    let (four, two, line) = (
        -0.07537654787302017,
        -0.004364584106951952,
        -0.871343195438385,
    );
    assert_near(age.content().sum(), four + two, 1e-15);
    assert_near(age.with_boundaries().sum(), four + two + line, 1e-15);
    assert!(!name.is_shared() && !age.is_shared());
    assert_eq!(weakest(fields, 5), ["/name", "/age"]);
    let top = name.decision_token().unwrap().top_logprobs().unwrap();
    let words: Vec<_> = top.iter().filter_map(|top| top.token()).collect();
    assert_eq!(words, ["Bob", "B", "M"]);
}

#[test]
fn values_of_a_schema_have_the_numbers_on_the_wire() {
    let Some(bodies) = bodies("chat_json_schema.response.http") else {
        return;
    };
    let choice = &bodies[0]["choices"][0];
    let text = choice["message"]["content"].as_str().unwrap();
    let message = AiMessage::from(Choice::new(text).with_logprobs(logprobs(choice)));
    assert_person(&Fields::of(&message).unwrap());
}

#[test]
fn a_recorded_stream_tells_the_same() {
    let Some(bodies) = bodies("chat_json_schema_stream.response.http") else {
        return;
    };
    let chunks: Vec<AiMessageChunk> = bodies
        .iter()
        .filter_map(|body| body["choices"].get(0))
        .map(|choice| {
            let text = choice["delta"]["content"].as_str().unwrap_or_default();
            let piece = ChoiceChunk::new(0, text).with_logprobs(logprobs(choice));
            AiMessageChunk::default().with_choice(piece)
        })
        .collect();
    let whole = AiMessage::from(chunks.iter().cloned().sum::<AiMessageChunk>());
    let whole = Fields::of(&whole).unwrap();
    assert_person(&whole);
    let chunks = stream::iter(chunks.into_iter().map(Ok));
    let done: Result<Vec<_>> = block_on(FieldStream::new(chunks).try_collect());
    let done = done.unwrap();
    assert_eq!(done.len(), 3);
    for field in done.iter().map(|done| done.field()) {
        assert_eq!(Some(field), whole.field(field.pointer()));
    }
}

/// This server puts the tokens of a call into the content, whose text is empty.
#[test]
fn a_recorded_tool_call_says_why_there_is_nothing() {
    let Some(bodies) = bodies("qwentpl_toolcall_logprobs.response.http") else {
        return;
    };
    let choice = &bodies[0]["choices"][0];
    let call = ToolCall::parse("", "get_weather", "{\"city\": \"Paris\"}").unwrap();
    let answer = Choice::new("")
        .with_tool_calls([call])
        .with_logprobs(logprobs(choice));
    let reason = Fields::of_choice(&answer).unwrap_err();
    assert!(matches!(reason, FieldsError::ToolCall { .. }), "{reason}");
    // Whoever knows better can read the tokens by themselves.
    let tokens: &[TokenLogprob] = answer.logprobs().content();
    let fields = Fields::of_tokens(tokens).unwrap();
    let city = fields.field("/arguments/city").unwrap();
    assert_eq!(city.value(), Some(json!("Paris")));
    assert_near(city.content().sum(), -0.012586315162479877, 1e-15);
}
