use std::fs;
use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;
use surprisal_core::{AiMessage, Alignment, Content, ErrorKind, FinishReason, TopLogprob, Usage};
use surprisal_gemini::Gemini;
use surprisal_http::{Protocol as _, Provider as _};

use crate::read::{body, decode, folder};

/// Every file but the error, and how many numbers of log probabilities it has.
pub(crate) const ANSWERS: [(&str, usize); 4] = [
    ("langchainjs/chat-4a-mock.json", 0),
    ("langchainjs/chat-7-mock.json", 303 * 6),
    ("pydantic-ai/test_google_vertex_logprobs.yaml", 7 * 6),
    ("pydantic-ai/test_google_vertex_logprobs_structure.yaml", 3),
];
const ERROR: &str = "vercel-ai/google-429-retry-info.json";

#[test]
fn every_recording_is_among_those_that_are_read() {
    let Some(folder) = folder() else { return };
    let mut found = Vec::new();
    for source in fs::read_dir(&folder).unwrap() {
        let source = source.unwrap();
        for file in fs::read_dir(source.path()).unwrap() {
            let file = file.unwrap().file_name();
            let source = source.file_name();
            found.push(format!(
                "{}/{}",
                source.to_string_lossy(),
                file.to_string_lossy()
            ));
        }
    }
    found.sort();
    let mut known: Vec<_> = ANSWERS
        .iter()
        .map(|(name, _)| *name)
        .chain([ERROR])
        .collect();
    known.sort_unstable();
    assert_eq!(found, known);
}

#[test]
fn texts_finish_reasons_and_models_arrive() {
    let Some(folder) = folder() else { return };
    for (name, _) in ANSWERS {
        let body = body(&folder, name);
        let answer = decode(name, &body);
        let parts = body["candidates"][0]["content"]["parts"]
            .as_array()
            .unwrap();
        let text: String = parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect();
        assert_eq!(answer.text(), text, "{name}");
        let calls = parts.iter().filter_map(|part| part.get("functionCall"));
        let calls: Vec<_> = calls
            .map(|call| (&call["name"], call["args"].as_object().unwrap()))
            .collect();
        let found = answer.tool_calls().iter();
        let found: Vec<_> = found
            .map(|call| (call.name.as_str(), &call.arguments))
            .collect();
        assert_eq!(found.len(), calls.len(), "{name}");
        for ((name, args), (found_name, found_args)) in calls.iter().zip(&found) {
            assert_eq!((*name, *args), (&Value::from(*found_name), *found_args));
        }
        let reason = match calls.is_empty() {
            true => FinishReason::Stop,
            false => FinishReason::ToolCalls,
        };
        assert_eq!(answer.finish_reason(), Some(&reason), "{name}");
        let metadata = answer.response_metadata();
        assert_eq!(
            metadata.model.as_deref(),
            body["modelVersion"].as_str(),
            "{name}"
        );
        assert_eq!(
            metadata.id.as_deref(),
            body["responseId"].as_str(),
            "{name}"
        );
    }
}

#[test]
fn each_number_of_log_probabilities_arrives_with_its_token_and_id() {
    let Some(folder) = folder() else { return };
    for (name, count) in ANSWERS {
        let body = body(&folder, name);
        let answer = decode(name, &body);
        let result = &body["candidates"][0]["logprobsResult"];
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (chosen, top) = (
            list(&result["chosenCandidates"]),
            list(&result["topCandidates"]),
        );
        let tokens = answer.logprobs().content();
        assert_eq!(tokens.len(), chosen.len(), "{name}");
        let mut numbers = 0;
        for (index, token) in tokens.iter().enumerate() {
            assert_same(token.chosen(), &chosen[index]);
            let listed = list(&top[index]["candidates"]);
            let found = token.top_logprobs().unwrap();
            assert_eq!(found.len(), listed.len(), "{name}");
            found
                .iter()
                .zip(&listed)
                .for_each(|(found, listed)| assert_same(found, listed));
            numbers += 1 + found.len();
        }
        assert_eq!(numbers, count, "{name}");
        if count > 0 {
            let alignment = Alignment::new(tokens, &answer.text());
            assert!(alignment.is_ok(), "{name}: {alignment:?}");
        }
    }
}

fn assert_same(found: &TopLogprob, wire: &Value) {
    let logprob = wire["logProbability"].as_f64().unwrap();
    assert_eq!(
        found.logprob().unwrap().to_bits(),
        logprob.to_bits(),
        "{wire}"
    );
    assert_eq!(found.token(), wire["token"].as_str());
    assert_eq!(found.id().map(u64::from), wire["tokenId"].as_u64());
    assert_eq!(found.bytes(), wire["token"].as_str().map(str::as_bytes));
}

#[test]
fn the_average_is_kept_as_it_was_told_and_is_not_that_of_the_tokens() {
    let Some(folder) = folder() else { return };
    let average = |answer: &AiMessage| {
        let logprobs = answer.logprobs();
        (
            logprobs.reported().mean.unwrap(),
            logprobs.measures().mean(),
        )
    };
    for (name, _) in ANSWERS {
        let body = body(&folder, name);
        let (told, mean) = average(&decode(name, &body));
        assert_eq!(body["candidates"][0]["avgLogprobs"].as_f64(), Some(told));
        // Those of Vertex AI thought before, and the average is over these tokens too.
        if let Some(mean) = mean {
            let is_near = (told - mean).abs() < 1e-3;
            assert_eq!(is_near, !name.contains("vertex"), "{name}: {told}, {mean}");
        }
    }
}

#[test]
fn usage_arrives_with_the_thoughts_among_the_output() {
    let Some(folder) = folder() else { return };
    let usage = |name| decode(name, &body(&folder, name)).usage().clone();
    assert_eq!(usage(ANSWERS[0].0), Usage::default());
    assert_eq!(usage(ANSWERS[1].0), Usage::new(14, 303));
    let mut expected = Usage::new(7, 80);
    expected.reasoning_tokens = Some(73);
    assert_eq!(usage(ANSWERS[2].0), expected);
    let mut expected = Usage::new(6, 24);
    expected.reasoning_tokens = Some(23);
    assert_eq!(usage(ANSWERS[3].0), expected);
    let answer = decode(ANSWERS[2].0, &body(&folder, ANSWERS[2].0));
    let tier = answer.response_metadata().service_tier.as_deref();
    assert_eq!(tier, Some("ON_DEMAND"));
}

#[test]
fn ratings_of_the_prompt_are_told() {
    let Some(folder) = folder() else { return };
    let answer = decode(ANSWERS[0].0, &body(&folder, ANSWERS[0].0));
    let filters = &answer.response_metadata().prompt_filters;
    let harassment = filters[0].filter.get("HARM_CATEGORY_HARASSMENT").unwrap();
    assert_eq!(harassment.severity(), Some("safe"));
    assert_eq!(filters[0].filter.iter().count(), 4);
    assert!(!filters[0].filter.is_filtered());
}

#[test]
fn a_rate_limit_tells_how_long_to_wait() {
    let Some(folder) = folder() else { return };
    let body = body(&folder, ERROR).to_string();
    let error = Gemini::new("m".into()).error(429, &HeaderMap::new(), &body);
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_millis(34_400)));
    assert_eq!(error.code(), Some("RESOURCE_EXHAUSTED"));
    assert!(
        error
            .message()
            .starts_with("You exceeded your current quota")
    );
}

#[test]
fn a_text_around_calls_is_one_text_with_the_calls_apart() {
    let Some(folder) = folder() else { return };
    let answer = decode(ANSWERS[0].0, &body(&folder, ANSWERS[0].0));
    let names: Vec<_> = answer
        .tool_calls()
        .iter()
        .map(|call| call.id.as_str())
        .collect();
    assert_eq!(names, ["", ""], "the service gave no ids");
    let texts: Content = answer.content().blocks().iter().take(1).cloned().collect();
    assert_eq!(texts.text(), answer.text());
}
