use serde_json::{Value, json};
use surprisal_core::{
    Availability, CallOptions, ContentBlock, ErrorKind, FinishReason, Media, Score, Usage,
};
use surprisal_http::Protocol as _;

use crate::support::{answer, gemini, read, streamed};

#[test]
fn each_finish_reason_is_answered() {
    for (word, reason) in [
        ("STOP", FinishReason::Stop),
        ("MAX_TOKENS", FinishReason::Length),
        ("SAFETY", FinishReason::ContentFilter),
        ("RECITATION", FinishReason::ContentFilter),
        ("BLOCKLIST", FinishReason::ContentFilter),
        ("PROHIBITED_CONTENT", FinishReason::ContentFilter),
        ("SPII", FinishReason::ContentFilter),
        ("MODEL_ARMOR", FinishReason::ContentFilter),
        ("IMAGE_SAFETY", FinishReason::ContentFilter),
        ("IMAGE_PROHIBITED_CONTENT", FinishReason::ContentFilter),
        ("IMAGE_RECITATION", FinishReason::ContentFilter),
        ("LANGUAGE", FinishReason::Other("LANGUAGE".into())),
        ("OTHER", FinishReason::Other("OTHER".into())),
        ("NO_IMAGE", FinishReason::Other("NO_IMAGE".into())),
        (
            "MALFORMED_FUNCTION_CALL",
            FinishReason::Other("MALFORMED_FUNCTION_CALL".into()),
        ),
        (
            "UNEXPECTED_TOOL_CALL",
            FinishReason::Other("UNEXPECTED_TOOL_CALL".into()),
        ),
        (
            "TOO_MANY_TOOL_CALLS",
            FinishReason::Other("TOO_MANY_TOOL_CALLS".into()),
        ),
        ("OF_NEXT_YEAR", FinishReason::Other("OF_NEXT_YEAR".into())),
    ] {
        let body = json!({"candidates": [{"finishReason": word}]});
        let message = read(&body).unwrap();
        assert_eq!(message.finish_reason(), Some(&reason), "{word}");
        let filter = message.content_filter().and_then(|filter| filter.get(word));
        let is_filter = reason == FinishReason::ContentFilter;
        assert_eq!(
            filter.is_some_and(|result| result.is_filtered()),
            is_filter,
            "{word}"
        );
    }
}

#[test]
fn a_reason_that_says_nothing_is_none() {
    let event = |text: &str, end: &str| {
        json!({
            "candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": end}],
            "promptFeedback": {"blockReason": "BLOCK_REASON_UNSPECIFIED"},
        })
    };
    let events = [
        event("a", "FINISH_REASON_UNSPECIFIED"),
        event("b", ""),
        event("c", "STOP"),
    ];
    let message = streamed(&events).unwrap();
    assert_eq!(message.text(), "abc");
    assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
    assert_eq!(
        streamed(&events[..2]).unwrap_err().kind(),
        ErrorKind::Truncated
    );
}

#[test]
fn the_words_of_a_malformed_call_are_kept() {
    let words = "Malformed function call: print(default_api.get_weather(";
    let more = json!({"finishReason": "MALFORMED_FUNCTION_CALL", "finishMessage": words});
    let message = read(&answer(&json!([]), &more)).unwrap();
    let block = &message.content().blocks()[0];
    let note = json!({"candidate": {"finishMessage": words}});
    assert_eq!(block, &ContentBlock::opaque("gemini", note));
}

#[test]
fn usage_has_what_tools_read_among_the_input_and_thoughts_among_the_output() {
    let mut body = answer(&json!([{"text": "hi"}]), &json!({}));
    body["usageMetadata"] = json!({
        "promptTokenCount": 100, "cachedContentTokenCount": 40, "toolUsePromptTokenCount": 7,
        "candidatesTokenCount": 5, "thoughtsTokenCount": 20, "totalTokenCount": 132,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 60}, {"modality": "AUDIO", "tokenCount": 40}],
        "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 3}],
    });
    let mut expected = Usage::new(107, 25);
    expected.cached_tokens = Some(40);
    expected.reasoning_tokens = Some(20);
    expected.input_audio_tokens = Some(40);
    expected.output_audio_tokens = Some(3);
    assert_eq!(read(&body).unwrap().usage(), &expected);
}

#[test]
fn the_last_usage_of_a_stream_is_what_it_cost() {
    let event = |text: &str, tokens: u64, end: Option<&str>| {
        json!({
            "candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": end}],
            "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": tokens, "totalTokenCount": 3 + tokens},
            "modelVersion": "m-001", "responseId": "r",
        })
    };
    let message = streamed(&[event("a", 1, None), event("b", 2, Some("STOP"))]).unwrap();
    assert_eq!(
        (message.text(), message.usage()),
        ("ab".into(), &Usage::new(3, 2))
    );
    assert_eq!(message.response_metadata().model.as_deref(), Some("m-001"));
}

#[test]
fn what_a_stream_tells_once_arrives_whenever_it_comes() {
    let rating = json!({"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"});
    let message = streamed(&[
        json!({}),
        json!({"candidates": [{"content": {"parts": [{"text": "a"}]}}]}),
        json!({"promptFeedback": {"safetyRatings": [rating]}}),
        json!({
            "candidates": [{"content": {"parts": [{"text": "b"}]}}],
            "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5},
            "responseId": "r", "modelVersion": "m-001",
        }),
        json!({"candidates": [{"finishReason": "STOP"}], "responseId": "r", "modelVersion": "m-001"}),
    ]);
    let message = message.unwrap();
    let metadata = message.response_metadata();
    assert_eq!(metadata.id.as_deref(), Some("r"));
    assert_eq!(metadata.model.as_deref(), Some("m-001"));
    assert_eq!(metadata.prompt_filters.len(), 1);
    assert_eq!(message.usage(), &Usage::new(3, 2));
}

#[test]
fn what_is_reported_of_all_log_probabilities_is_kept_apart_from_them() {
    let said = |mean: Value, sum: Value| {
        let result = json!({
            "chosenCandidates": [{"token": "a", "tokenId": 1, "logProbability": -0.5}], "logProbabilitySum": sum,
        });
        json!({"content": {"parts": [{"text": "a"}]}, "avgLogprobs": mean, "logprobsResult": result})
    };
    let mut last = said((-11.5).into(), Value::Null);
    last["finishReason"] = "STOP".into();
    let message = streamed(&[
        json!({"candidates": [said((-0.5).into(), (-0.5).into())]}),
        json!({"candidates": [last.clone()]}),
    ]);
    let message = message.unwrap();
    let reported = message.logprobs().reported();
    assert_eq!((reported.mean, reported.sum), (Some(-11.5), Some(-0.5)));
    assert_eq!(message.logprobs().measures().mean(), Some(-0.5));
    assert_eq!(message.content().as_plain_text(), Some("aa"));

    // Unasked, too, and where there is not a token.
    let candidate = json!({"content": {"parts": [{"text": "a"}]}, "avgLogprobs": -11.5, "finishReason": "STOP"});
    let body = json!({"candidates": [candidate]}).to_string();
    let message = gemini().decode(&body, &CallOptions::new()).unwrap();
    assert_eq!(message.logprobs().reported().mean, Some(-11.5));
    assert_eq!(
        message.logprobs().availability(),
        Availability::NotRequested
    );
    assert!(message.logprobs().is_empty());
}

// Google writes the numbers that JSON does not have as texts.
#[test]
fn a_number_that_json_does_not_have_is_no_reason_to_lose_the_answer() {
    let result = json!({
        "chosenCandidates": [
            {"token": "a", "tokenId": 1, "logProbability": "-Infinity"},
            {"token": "b", "tokenId": 2, "logProbability": "NaN"},
        ],
        "logProbabilitySum": "-Infinity",
    });
    let more = json!({"avgLogprobs": "NaN", "logprobsResult": result});
    let message = read(&answer(&json!([{"text": "ab"}]), &more)).unwrap();
    let tokens = message.logprobs().content();
    assert_eq!(tokens[0].score(), Score::Floor(f64::NEG_INFINITY));
    assert_eq!(tokens[1].score(), Score::Missing);
    assert!(message.logprobs().reported().is_empty());
}

#[test]
fn a_picture_of_a_thought_is_no_picture_of_the_answer() {
    let thought = json!({"inlineData": {"mimeType": "image/png", "data": "aGk="}, "thought": true});
    let picture = json!({"inlineData": {"mimeType": "image/png", "data": "aG8="}});
    let message = read(&answer(&json!([thought, picture]), &json!({}))).unwrap();
    let expected = [
        ContentBlock::opaque("gemini", thought),
        ContentBlock::image_bytes("image/png", *b"ho"),
    ];
    assert_eq!(message.content().blocks(), expected);
}

#[test]
fn a_stream_that_is_sent_as_an_array_is_read() {
    let events = json!([
        {"candidates": [{"content": {"parts": [{"text": "a"}]}}]},
        {"candidates": [{"content": {"parts": [{"text": "b"}]}, "finishReason": "STOP"}]},
    ]);
    assert_eq!(read(&events).unwrap().text(), "ab");
}

#[test]
fn an_answer_without_an_end_is_truncated() {
    for body in [
        json!({}),
        json!({"candidates": []}),
        json!({"candidates": [{"content": {"parts": [{"text": "a"}]}}]}),
        json!({"candidates": [{"index": 0, "finishReason": "STOP"}, {"index": 1}]}),
    ] {
        let error = read(&body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{body}");
    }
    let cut = gemini().decode(r#"{"candidates": [{"cont"#, &CallOptions::new());
    assert_eq!(cut.unwrap_err().kind(), ErrorKind::Truncated);
}

#[test]
fn what_is_not_an_answer_is_a_bad_response() {
    for body in [
        json!("hi"),
        json!({"candidates": 3}),
        answer(&json!([{"text": 3}]), &json!({})),
    ] {
        let error = read(&body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{body}");
    }
    let parts = json!([{"inlineData": {"mimeType": "image/png", "data": "no base64!"}}]);
    let error = read(&answer(&parts, &json!({}))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    let parts = json!([{"functionCall": {"name": "f", "partialArgs": [{"jsonPath": "$.a"}]}}]);
    let error = read(&answer(&parts, &json!({}))).unwrap_err();
    assert!(
        error.message().contains("streamFunctionCallArguments"),
        "{error}"
    );
}

#[test]
fn nulls_count_as_nothing() {
    let body = json!({
        "candidates": [{
            "content": {"parts": [{"text": "a", "thought": null, "thoughtSignature": null}]},
            "finishReason": "STOP", "index": null, "safetyRatings": null, "logprobsResult": null,
            "citationMetadata": null, "groundingMetadata": null,
        }],
        "promptFeedback": null, "usageMetadata": null, "modelVersion": null, "error": null,
    });
    assert_eq!(read(&body).unwrap().content().as_plain_text(), Some("a"));
}

#[test]
fn a_stream_may_have_its_choices_in_any_order_and_their_ends_apart() {
    let event = |index: Value, text: &str, end: Value| json!({"candidates": [{"index": index, "content": {"parts": [{"text": text}]}, "finishReason": end}]});
    let null = Value::Null;
    let message = streamed(&[
        event(1.into(), "b", null.clone()),
        event(null.clone(), "a", "STOP".into()),
        event(1.into(), "b", "MAX_TOKENS".into()),
    ]);
    let message = message.unwrap();
    let texts: Vec<_> = message
        .choices()
        .map(|one| (one.index(), one.text().into_owned()))
        .collect();
    assert_eq!(texts, [(0, "a".to_owned()), (1, "bb".to_owned())]);
    let reasons: Vec<_> = message
        .choices()
        .map(|one| one.finish_reason().cloned().unwrap())
        .collect();
    assert_eq!(reasons, [FinishReason::Stop, FinishReason::Length]);
}

#[test]
fn a_token_without_a_number_a_text_or_a_whole_character_is_told_from_others() {
    let result = json!({"chosenCandidates": [
        {"token": "a", "tokenId": 1, "logProbability": 0},
        {"token": "b"},
        {"tokenId": 7, "logProbability": -0.5},
        {"token": "\u{fffd}", "tokenId": 9, "logProbability": -0.25},
    ], "topCandidates": [{"candidates": [{"token": "a", "tokenId": 1, "logProbability": 0}]}, {}]});
    let message = read(&answer(
        &json!([{"text": "ab"}]),
        &json!({"logprobsResult": result}),
    ))
    .unwrap();
    let tokens = message.logprobs().content();
    let scores: Vec<_> = tokens.iter().map(|token| token.score()).collect();
    let exact = Score::Exact;
    assert_eq!(
        scores,
        [exact(0.0), Score::Missing, exact(-0.5), exact(-0.25)]
    );
    assert_eq!((tokens[2].token(), tokens[2].id()), (None, Some(7)));
    assert_eq!((tokens[3].bytes(), tokens[3].id()), (None, Some(9)));
    let lists: Vec<_> = tokens
        .iter()
        .map(|token| token.top_logprobs().map(<[_]>::len))
        .collect();
    assert_eq!(lists, [Some(1), Some(0), None, None]);
}

#[test]
fn data_and_what_only_gemini_understands_arrive() {
    let code = json!({"executableCode": {"language": "PYTHON", "code": "print(1)"}});
    let result = json!({"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n"}});
    let parts = json!([
        code, result, {"text": "see:"},
        {"inlineData": {"mimeType": "image/png", "data": "aGk="}},
        {"inlineData": {"mimeType": "audio/L16;rate=24000", "data": "aGk="}},
        {"fileData": {"mimeType": "application/pdf", "fileUri": "gs://b/a.pdf"}},
    ]);
    let grounding = json!({"webSearchQueries": ["x"]});
    let message = read(&answer(&parts, &json!({"groundingMetadata": grounding}))).unwrap();
    let expected = [
        ContentBlock::opaque("gemini", code),
        ContentBlock::opaque("gemini", result),
        ContentBlock::text("see:"),
        ContentBlock::image_bytes("image/png", *b"hi"),
        ContentBlock::audio(Media::bytes("audio/L16;rate=24000", *b"hi")),
        ContentBlock::file(Media::Url("gs://b/a.pdf".into()), None),
        ContentBlock::opaque(
            "gemini",
            json!({"candidate": {"groundingMetadata": grounding}}),
        ),
    ];
    assert_eq!(message.content().blocks(), expected);
}
