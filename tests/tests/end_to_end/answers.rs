//! What else an answer has.

use futures::TryStreamExt;
use serde_json::{Value, json};
use surprisal::{AiMessageChunk, CallOptions, FinishReason, ResponseFormat, RunnableExt};

use crate::support::{HELLO, real};

#[tokio::test]
async fn usage_is_told_whole_and_streamed() {
    let Some(real) = real().await else { return };
    let greedy = real.greedy(4);
    let whole = greedy.invoke(HELLO).await.unwrap();
    let streamed = AiMessageChunk::collect(greedy.stream(HELLO).await.unwrap())
        .await
        .unwrap();
    for message in [whole, streamed] {
        let usage = message.usage();
        assert_eq!(usage.output_tokens, Some(4));
        assert!(usage.input_tokens.unwrap() > 10);
        assert_eq!(usage.total_tokens, Some(usage.input_tokens.unwrap() + 4));
        let metadata = message.response_metadata();
        assert_eq!(metadata.provider.as_deref(), Some("openai"));
        assert!(
            metadata
                .id
                .as_ref()
                .is_some_and(|id| id.starts_with("chatcmpl"))
        );
        assert!(metadata.created.is_some());
    }
}

#[tokio::test]
async fn an_answer_has_the_form_that_was_asked_for() {
    let Some(real) = real().await else { return };
    let schema = json!({
        "type": "object",
        "properties": {"city": {"type": "string", "maxLength": 12}, "sunny": {"type": "boolean"}},
        "required": ["city", "sunny"],
        "additionalProperties": false,
    });
    let bound = real
        .greedy(48)
        .bind(CallOptions::new().response_format(ResponseFormat::json_schema("weather", schema)));
    let prompt = "Is it sunny in Paris? Answer as JSON.";
    let whole = bound.invoke(prompt).await.unwrap();
    let streamed = AiMessageChunk::collect(bound.stream(prompt).await.unwrap())
        .await
        .unwrap();
    for message in [whole, streamed] {
        let answer: Value = serde_json::from_str(&message.text()).unwrap();
        assert!(
            answer["city"].is_string() && answer["sunny"].is_boolean(),
            "{answer}"
        );
        assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
        assert!(!message.logprobs().is_empty());
    }
}

#[tokio::test]
async fn a_batch_comes_in_order() {
    let Some(real) = real().await else { return };
    let greedy = real.greedy(4);
    let prompts = ["Say one.", "Say two.", "Say three."];
    let batch = greedy.batch(prompts).await;
    assert_eq!(batch.len(), 3);
    for (prompt, answer) in prompts.into_iter().zip(batch) {
        let alone = greedy.invoke(prompt).await.unwrap();
        assert_eq!(answer.unwrap().text(), alone.text(), "{prompt}");
    }
}

#[tokio::test]
async fn a_conversation_goes_on_with_the_answer() {
    let Some(real) = real().await else { return };
    let greedy = real.greedy(8);
    let first = greedy.invoke(HELLO).await.unwrap();
    let turns = [
        surprisal::Message::system("Be brief."),
        surprisal::Message::human("how are you today"),
        first.into(),
        surprisal::Message::human("And tomorrow?"),
    ];
    let second = greedy.invoke(turns).await.unwrap();
    assert!(!second.text().is_empty());
    assert!(second.usage().input_tokens.unwrap() > 30);
}

#[tokio::test]
async fn dropping_a_stream_stops_the_server() {
    let Some(real) = real().await else { return };
    let greedy = real
        .greedy(1500)
        .bind(CallOptions::new().extra("ignore_eos", true));
    let mut stream = greedy.stream(HELLO).await.unwrap();
    for _ in 0..3 {
        assert!(stream.try_next().await.unwrap().is_some());
    }
    drop(stream);
    // At some 60 tokens a second, the answer that nobody reads would hold a slot for half a minute, and
    // two of them every slot.
    drop(greedy.stream(HELLO).await.unwrap());
    drop(greedy.stream(HELLO).await.unwrap());
    let next = real
        .greedy(1)
        .bind(CallOptions::new().timeout(std::time::Duration::from_secs(10)));
    next.invoke(HELLO).await.unwrap();
}
