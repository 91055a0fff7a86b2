//! Whole answers.

use std::time::Duration;

use surprisal_core::{CallOptions, ContentBlock, ErrorKind, FinishReason, Media, Score, Usage};
use surprisal_ollama::OllamaMetrics;

use crate::support::{scored, whole};

/// The example of a chat with thinking in Ollama's documentation, shortened.
const CHAT: &str = r#"{"model":"gpt-oss:120b-cloud","remote_model":"gpt-oss:120b","remote_host":"https://ollama.com:443","created_at":"2025-10-17T23:14:07.414671Z","message":{"role":"assistant","content":"Hello! How can I help you today?","thinking":"A greeting."},"done":true,"done_reason":"stop","total_duration":174560334,"load_duration":101397084,"prompt_eval_count":11,"prompt_eval_duration":13074791,"eval_count":18,"eval_duration":52479709}"#;

#[tokio::test]
async fn all_that_an_answer_tells_has_its_place() {
    let answer = whole(CHAT, CallOptions::new()).await.unwrap();
    assert_eq!(answer.text(), "Hello! How can I help you today?");
    assert_eq!(answer.reasoning(), "A greeting.");
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
    assert_eq!(answer.usage(), &Usage::new(11, 18));
    let metadata = answer.response_metadata();
    assert_eq!(metadata.model.as_deref(), Some("gpt-oss:120b-cloud"));
    assert_eq!(metadata.created, Some(1_760_742_847));
    assert_eq!(metadata.provider.as_deref(), Some("ollama"));
    let metrics = OllamaMetrics::of(metadata).unwrap();
    assert_eq!(metrics.total, Some(Duration::from_nanos(174_560_334)));
    assert_eq!(metrics.load, Some(Duration::from_nanos(101_397_084)));
    assert_eq!(metrics.prompt_eval, Some(Duration::from_nanos(13_074_791)));
    assert_eq!(metrics.eval, Some(Duration::from_nanos(52_479_709)));
    assert_eq!(metrics.remote_model.as_deref(), Some("gpt-oss:120b"));
    assert_eq!(
        metrics.remote_host.as_deref(),
        Some("https://ollama.com:443")
    );
}

#[tokio::test]
async fn an_answer_that_tells_no_times_has_no_metrics() {
    let body =
        r#"{"message":{"content":"a"},"done":true,"total_duration":null,"eval_duration":"long"}"#;
    let answer = whole(body, CallOptions::new()).await.unwrap();
    assert_eq!(OllamaMetrics::of(answer.response_metadata()), None);
}

#[tokio::test]
async fn an_answer_of_generate_is_read_as_one_of_chat() {
    let body = r#"{"model":"llama3.2","created_at":"2023-08-04T19:22:45.499127Z","response":"The sky","thinking":"Rayleigh.","done":true,"done_reason":"length","context":[1,2,3],"prompt_eval_count":26,"eval_count":2}"#;
    let answer = whole(body, CallOptions::new()).await.unwrap();
    assert_eq!(
        (&*answer.text(), &*answer.reasoning()),
        ("The sky", "Rayleigh.")
    );
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Length));
    assert_eq!(answer.usage(), &Usage::new(26, 2));
}

#[tokio::test]
async fn every_reason_to_stop_is_kept() {
    for (word, reason) in [
        ("\"stop\"", Some(FinishReason::Stop)),
        ("\"length\"", Some(FinishReason::Length)),
        ("\"load\"", Some(FinishReason::Other("load".into()))),
        ("\"unload\"", Some(FinishReason::Other("unload".into()))),
        ("\"\"", None),
        ("null", None),
    ] {
        let body = format!(r#"{{"message":{{"content":"a"}},"done":true,"done_reason":{word}}}"#);
        let answer = whole(&body, CallOptions::new()).await.unwrap();
        assert_eq!(answer.finish_reason(), reason.as_ref(), "{word}");
    }
}

#[tokio::test]
async fn a_prompt_from_the_cache_has_no_figure_rather_than_a_zero() {
    let body = r#"{"message":{"content":"a"},"done":true,"done_reason":"stop","eval_count":4}"#;
    let answer = whole(body, CallOptions::new()).await.unwrap();
    let usage = answer.usage();
    assert_eq!(
        (usage.input_tokens, usage.output_tokens, usage.total_tokens),
        (None, Some(4), None)
    );
}

#[tokio::test]
async fn calls_of_older_servers_have_no_id() {
    let body = r#"{"model":"llama3.1","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"get_weather","arguments":{"format":"celsius","location":"Paris"}}}]},"done":true,"done_reason":"stop"}"#;
    let answer = whole(body, CallOptions::new()).await.unwrap();
    let call = &answer.tool_calls()[0];
    assert_eq!((&*call.id, &*call.name), ("", "get_weather"));
    assert_eq!(call.arguments["location"], "Paris");
    assert_eq!(answer.finish_reason(), Some(&FinishReason::ToolCalls));
}

#[tokio::test]
async fn a_picture_that_the_model_made_is_a_block() {
    let body = r#"{"message":{"content":"","images":["iVBORw0KGgo=","/9j/4AAQ"]},"done":true}"#;
    let answer = whole(body, CallOptions::new()).await.unwrap();
    let types = answer.content().blocks().iter().map(|block| match block {
        ContentBlock::Image {
            media: Media::Bytes {
                media_type, data, ..
            },
            ..
        } => (&**media_type, data.len()),
        other => panic!("{other:?}"),
    });
    assert_eq!(
        types.collect::<Vec<_>>(),
        [("image/png", 8), ("image/jpeg", 6)]
    );
}

#[tokio::test]
async fn scores_keep_what_they_are_worth() {
    let body = r#"{"message":{"content":"ab"},"done":true,"logprobs":[{"token":"a","logprob":-0.12345678901234568,"bytes":[97],"top_logprobs":[{"token":"a","logprob":-0.12345678901234568,"bytes":[97]},{"token":"b","logprob":-3.4028234663852886e38,"bytes":[98]}]},{"token":"b","logprob":-0,"bytes":[98]},{"token":"","logprob":-0.5}]}"#;
    let answer = whole(body, scored()).await.unwrap();
    let tokens = answer.logprobs().content();
    assert_eq!(tokens[0].logprob(), Some(-0.123_456_789_012_345_68));
    let top = tokens[0].top_logprobs().unwrap();
    assert!(matches!(top[1].score(), Score::Floor(_)));
    assert_eq!(tokens[1].top_logprobs(), None);
    assert_eq!(tokens[2].bytes(), Some(&b""[..]));
    assert_eq!(tokens.len(), 3);
}

#[tokio::test]
async fn bytes_that_are_not_the_texts_are_the_tokens_own() {
    let body = r#"{"message":{"content":"😊"},"done":true,"logprobs":[{"token":"\ufffd","logprob":-0.1,"bytes":[240,159]},{"token":"\ufffd","logprob":-0.1,"bytes":[152,138]}]}"#;
    let answer = whole(body, scored()).await.unwrap();
    let tokens = answer.logprobs().content();
    assert_eq!(tokens[0].bytes(), Some(&[240, 159][..]));
    let alignment = surprisal_core::Alignment::new(tokens, &answer.text()).unwrap();
    assert_eq!(alignment.byte_range(1), Some(2..4));
}

#[tokio::test]
async fn what_is_no_answer_is_an_error_that_says_so() {
    for (body, kind) in [
        ("{}", ErrorKind::BadResponse),
        ("[]", ErrorKind::BadResponse),
        (r#"{"object":"list"}"#, ErrorKind::BadResponse),
        ("<html>", ErrorKind::BadResponse),
        (
            r#"{"message":{"content":7},"done":true}"#,
            ErrorKind::BadResponse,
        ),
        (
            r#"{"message":{"content":"a"},"done":true,"logprobs":[{"token":"a","logprob":-1,"bytes":[256]}]}"#,
            ErrorKind::BadResponse,
        ),
        (r#"{"message":{"content":"a"}"#, ErrorKind::Truncated),
        (
            r#"{"message":{"content":"a"},"done":false}"#,
            ErrorKind::Truncated,
        ),
        (
            r#"{"error":"an error was encountered while running the model"}"#,
            ErrorKind::Server,
        ),
    ] {
        let error = whole(body, CallOptions::new()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{body}: {error}");
        assert_eq!(error.body(), Some(body));
    }
}
