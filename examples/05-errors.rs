//! What can go wrong, and what the error says about it. A server on this machine plays the faults.

use std::time::Duration;

use surprisal::http::HttpClient;
use surprisal::openai::ChatOpenAi;
use surprisal::{AiMessageChunk, CallOptions, ErrorKind, RetryPolicy, RunnableExt};
use surprisal_testing::server::{Reply, Server};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let llm = ChatOpenAi::builder("gpt-4o-mini")
        .base_url(server.url())
        .client(HttpClient::builder().retry(RetryPolicy::none()).build()?)
        .build()?;

    // What is wrong with the input costs no request.
    let error = llm.invoke(("hooman", "hi")).await.unwrap_err();
    println!("{error}");
    let greedy = CallOptions::new().logprobs(true).top_logprobs(21);
    let error = llm.clone().bind(greedy).invoke("hi").await.unwrap_err();
    println!("{error}");
    assert_eq!(server.requests().len(), 0);

    // What the provider says is kept: kind, status, code, how long to wait.
    let body = r#"{"error":{"message":"Rate limit reached","type":"requests","param":null,"code":"rate_limit_exceeded"}}"#;
    server.reply(Reply::json(429, body).header("retry-after-ms", "1500"));
    let error = llm.invoke("hi").await.unwrap_err();
    println!("{error}");
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1500)));

    // A stream that breaks off is an error, with what came of the answer.
    let events = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n";
    server.reply(Reply::sse(events));
    let chunks = llm.stream("hi").await?;
    let error = AiMessageChunk::collect(chunks).await.unwrap_err();
    println!("{error}");
    println!(
        "partial answer: {:?}",
        error.partial().map(AiMessageChunk::text)
    );

    // Logprobs that were asked for and did not come are never passed over.
    let body = r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}]}"#;
    server.reply(Reply::json(200, body));
    let error = llm
        .bind(CallOptions::new().logprobs(true))
        .invoke("hi")
        .await
        .unwrap_err();
    println!("{error}");
    Ok(())
}
