//! What a real server refuses.

use serde_json::Value;
use surprisal::{CallOptions, ErrorKind, Policy, RunnableExt, ToolDefinition};

use crate::support::{HELLO, real};

#[tokio::test]
async fn messages_that_do_not_fit_are_a_context_that_is_too_long() {
    let Some(real) = real().await else { return };
    let long = "word ".repeat(5000);
    let greedy = real.greedy(4);
    let whole = greedy.invoke(&long).await.unwrap_err();
    let streamed = greedy.stream(&long).await.map(drop).unwrap_err();
    for error in [whole, streamed] {
        assert_eq!(error.kind(), ErrorKind::ContextTooLong, "{error}");
        assert!(
            error
                .message()
                .contains("exceeds the available context size"),
            "{error}"
        );
        assert_eq!(error.status(), Some(400));
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn logprobs_with_tools_in_a_stream_are_unsupported() {
    let Some(real) = real().await else { return };
    let tools = CallOptions::new().tools([ToolDefinition::new("weather", Value::Null)]);
    let bound = real.greedy(8).bind(tools);
    let error = bound.stream(HELLO).await.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.message(),
        "logprobs is not supported with tools + stream; leave logprobs out, choose a model that gives them, \
         or set on_unsupported(Policy::Warn) to go on without"
    );
    // Not streamed it works, and by a warning it goes through.
    bound.invoke(HELLO).await.unwrap();
    let warned = bound.bind(CallOptions::new().on_unsupported(Policy::Warn));
    let stream = warned.stream(HELLO).await.unwrap();
    let message = surprisal::AiMessageChunk::collect(stream).await.unwrap();
    assert_eq!(message.response_metadata().warnings.len(), 1);
}

#[tokio::test]
async fn what_the_server_says_of_a_wrong_field_is_told() {
    let Some(real) = real().await else { return };
    let bound = real
        .greedy(4)
        .bind(CallOptions::new().extra("temperature", "warm"));
    let error = bound.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains("temperature"), "{error}");
    assert!(
        error
            .body()
            .is_some_and(|body| body.contains("temperature"))
    );
}
