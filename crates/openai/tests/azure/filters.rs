//! What Azure's content filters say is kept. The forms are those of its documentation.

use serde_json::{Value, json};
use surprisal_core::{AiMessage, AiMessageChunk, ContentFilter, FinishReason};

use crate::support::{DONE, answer, events, streamed, whole};

fn safe() -> Value {
    json!({"filtered": false, "severity": "safe"})
}

fn all_safe() -> Value {
    json!({"hate": safe(), "self_harm": safe(), "sexual": safe(), "violence": safe()})
}

fn prompt(results: &Value) -> Value {
    json!([{"prompt_index": 0, "content_filter_results": results}])
}

/// The chunk before the answer, which names nothing.
fn first(results: &Value) -> Value {
    json!({
        "id": "", "object": "", "created": 0, "model": "", "choices": [],
        "prompt_filter_results": prompt(results),
    })
}

fn chunk(choice: &Value) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_760_000_000,
        "model": "gpt-4o-2024-11-20", "choices": [choice], "usage": null,
    })
}

fn said(text: &str, results: &Value) -> Value {
    chunk(&json!({
        "index": 0, "delta": {"content": text}, "finish_reason": null,
        "logprobs": null, "content_filter_results": results,
    }))
}

fn finish(reason: &str, results: &Value) -> Value {
    chunk(&json!({
        "index": 0, "delta": {}, "finish_reason": reason, "content_filter_results": results,
    }))
}

/// Without a name, as the asynchronous filter sends it.
fn annotation(results: &Value, offsets: [u64; 3]) -> Value {
    let [check, start, end] = offsets;
    json!({
        "id": "", "object": "", "created": 0, "model": "", "usage": null,
        "choices": [{
            "index": 0, "finish_reason": null, "content_filter_results": results,
            "content_filter_raw": [],
            "content_filter_offsets": {
                "check_offset": check, "start_offset": start, "end_offset": end,
            },
        }],
    })
}

fn usage() -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_760_000_000,
        "model": "gpt-4o-2024-11-20", "choices": [],
        "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
    })
}

/// What is said of the answer, as JSON; null where nothing is.
fn results(message: &AiMessage) -> Value {
    let results = message.content_filter().map(ContentFilter::results);
    results.map_or(Value::Null, |results| results.clone().into())
}

fn prompts(message: &AiMessage) -> Value {
    serde_json::to_value(&message.response_metadata().prompt_filters).unwrap()
}

#[tokio::test]
async fn a_whole_answer_keeps_what_is_said_of_prompt_and_answer() {
    let mut body = answer(&json!({"content_filter_results": all_safe()}));
    body["prompt_filter_results"] = prompt(&json!({
        "jailbreak": {"filtered": false, "detected": false}, "hate": safe(),
    }));
    let message = whole(&body).await.unwrap();
    assert_eq!(results(&message), all_safe());
    assert_eq!(prompts(&message), body["prompt_filter_results"]);
    let filter = message.content_filter().unwrap();
    assert!(!filter.is_filtered());
    assert_eq!(filter.get("violence").unwrap().severity(), Some("safe"));
    let prompt = &message.response_metadata().prompt_filters[0];
    assert!(!prompt.filter.get("jailbreak").unwrap().is_detected());
}

#[tokio::test]
async fn the_sum_of_a_stream_is_the_whole_answer() {
    let mut body = answer(&json!({"content_filter_results": all_safe()}));
    body["prompt_filter_results"] = prompt(&all_safe());
    let whole = whole(&body).await.unwrap();
    let hello = ["", "hel", "lo"];
    let mut stream = vec![first(&all_safe())];
    stream.extend(hello.map(|text| said(text, &all_safe())));
    stream.extend([finish("stop", &json!({})), usage()]);
    let (chunks, sum) = streamed(&(events(&stream) + DONE)).await.unwrap();
    assert_eq!(sum, whole);
    // The prompt's comes first, before anything else is known.
    let metadata = chunks[0].response_metadata().unwrap();
    assert_eq!(metadata.prompt_filters.len(), 1);
    assert_eq!((&metadata.id, chunks[0].choices().len()), (&None, 0));
    let later = chunks[1..]
        .iter()
        .filter_map(AiMessageChunk::response_metadata);
    assert!(
        later
            .into_iter()
            .all(|metadata| metadata.prompt_filters.is_empty())
    );
}

#[tokio::test]
async fn several_filters_over_several_chunks_are_all_kept() {
    let bad = json!({"filtered": false, "severity": "medium"});
    let code =
        json!({"detected": true, "filtered": false, "citation": {"URL": "u", "license": "MIT"}});
    let stream = events(&[
        first(&all_safe()),
        said("a", &json!({"hate": safe()})),
        said("b", &json!({"hate": bad, "violence": safe()})),
        said(
            "c",
            &json!({"protected_material_code": {"detected": false, "filtered": false}}),
        ),
        said(
            "d",
            &json!({"hate": safe(), "protected_material_code": code}),
        ),
        finish("stop", &json!({})),
        usage(),
    ]) + DONE;
    let (chunks, message) = streamed(&stream).await.unwrap();
    let expected = json!({"hate": bad, "violence": safe(), "protected_material_code": code});
    assert_eq!(results(&message), expected);
    let with = chunks
        .iter()
        .filter(|chunk| chunk.content_filter().is_some());
    assert_eq!(with.count(), 4);
    let back: AiMessage = serde_json::from_str(&serde_json::to_string(&message).unwrap()).unwrap();
    assert_eq!(back, message);
}

#[tokio::test]
async fn what_an_asynchronous_filter_says_later_tells_where() {
    let found = json!({"protected_material_text": {"detected": true, "filtered": false}});
    let mut first = first(&all_safe());
    let fields = first.as_object_mut().unwrap();
    // The documentation has this name too.
    let prompts_of = fields.remove("prompt_filter_results").unwrap();
    fields.insert("prompt_annotations".to_owned(), prompts_of);
    let bare =
        |text| chunk(&json!({"index": 0, "delta": {"content": text}, "finish_reason": null}));
    let stream = events(&[
        first,
        bare("hel"),
        annotation(&all_safe(), [44, 44, 198]),
        bare("lo"),
        finish("stop", &json!({})),
        annotation(&found, [198, 198, 260]),
    ]) + DONE;
    let (chunks, message) = streamed(&stream).await.unwrap();
    assert_eq!(message.text(), "hello");
    assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
    let mut expected = all_safe();
    expected["protected_material_text"] = found["protected_material_text"].clone();
    assert_eq!(results(&message), expected);
    assert_eq!(prompts(&message), prompt(&all_safe()));
    let offsets: Vec<_> = chunks
        .iter()
        .filter_map(|chunk| chunk.content_filter()?.offsets())
        .map(|offsets| (offsets.start_offset, offsets.end_offset))
        .collect();
    assert_eq!(offsets, [(Some(44), Some(198)), (Some(198), Some(260))]);
    let all = message.content_filter().unwrap().offsets().unwrap();
    assert_eq!((all.start_offset, all.end_offset), (Some(44), Some(260)));
    assert_eq!(all.check_offset, Some(198));
}

#[tokio::test]
async fn an_answer_that_a_filter_stops_says_so() {
    let stopped = json!({"violence": {"filtered": true, "severity": "medium"}});
    let stream = events(&[
        first(&all_safe()),
        said("hello", &json!({})),
        finish("content_filter", &stopped),
        usage(),
    ]) + DONE;
    let (_, message) = streamed(&stream).await.unwrap();
    let body = answer(&json!({
        "finish_reason": "content_filter", "content_filter_results": stopped,
    }));
    for message in [message, whole(&body).await.unwrap()] {
        assert_eq!(message.text(), "hello");
        assert_eq!(message.finish_reason(), Some(&FinishReason::ContentFilter));
        let filter = message.content_filter().unwrap();
        assert!(filter.is_filtered());
        assert!(filter.get("violence").unwrap().is_filtered());
    }
}

#[tokio::test]
async fn each_choice_has_its_own() {
    let mut body = answer(&json!({"content_filter_results": all_safe()}));
    let mut second = body["choices"][0].clone();
    second["index"] = 1.into();
    second["content_filter_results"] = json!({"hate": {"filtered": true, "severity": "high"}});
    body["choices"].as_array_mut().unwrap().push(second);
    let message = whole(&body).await.unwrap();
    let filtered: Vec<bool> = message
        .choices()
        .map(|choice| choice.content_filter().unwrap().is_filtered())
        .collect();
    assert_eq!(filtered, [false, true]);
}

#[tokio::test]
async fn answers_about_images_have_the_singular() {
    let mut body = answer(&json!({"content_filter_result": {
        "error": {"code": "content_filter_error", "message": "The contents are not filtered"},
    }}));
    let results_of = [
        json!({"jailbreak": {"filtered": false, "detected": false}}),
        all_safe(),
    ];
    body["prompt_filter_results"] = json!([
        {"prompt_index": 0, "content_filter_result": results_of[0]},
        {"prompt_index": 1, "content_filter_result": results_of[1]},
    ]);
    let message = whole(&body).await.unwrap();
    let error = message.content_filter().unwrap().get("error").unwrap();
    assert_eq!(error.json()["message"], "The contents are not filtered");
    let prompts = &message.response_metadata().prompt_filters;
    let indices: Vec<u32> = prompts.iter().map(|prompt| prompt.prompt_index).collect();
    assert_eq!(indices, [0, 1]);
    assert!(prompts[0].filter.get("jailbreak").is_some());
    assert!(prompts[1].filter.get("hate").is_some());
}

#[tokio::test]
async fn what_a_filter_says_wrongly_costs_nothing_but_itself() {
    for odd in [
        json!("x"),
        json!([1, "a", null]),
        json!(7),
        json!(null),
        json!({}),
    ] {
        let mut body =
            answer(&json!({"content_filter_results": odd, "content_filter_offsets": odd}));
        body["prompt_filter_results"] = odd.clone();
        let message = whole(&body).await.unwrap();
        assert_eq!(message.text(), "hello");
        assert_eq!(message.content_filter(), None, "{odd}");
        assert!(
            message.response_metadata().prompt_filters.is_empty(),
            "{odd}"
        );
    }
    let mixed = json!([{"prompt_index": -1}, {"prompt_index": 2, "content_filter_results": "x"}]);
    let mut body = answer(&json!({"content_filter_results": {"hate": null, "violence": 3}}));
    body["prompt_filter_results"] = mixed;
    let message = whole(&body).await.unwrap();
    assert_eq!(results(&message), json!({"hate": null, "violence": 3}));
    assert_eq!(
        message.response_metadata().prompt_filters[0].prompt_index,
        2
    );
}
