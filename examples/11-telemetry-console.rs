//! The spans of model calls on the console: one line each, when the answer is whole, an error, or given up.

use futures::TryStreamExt;
use surprisal::telemetry::TelemetryExt;
use surprisal::{CallOptions, Error, ErrorKind, Result, RunnableExt};
use surprisal_testing::{FakeChatModel, token};
use tracing_subscriber::fmt::format::FmtSpan;

#[tokio::main]
async fn main() -> Result<()> {
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE)
        .init();

    let llm = FakeChatModel::new()
        .say([token("Paris").p(0.95), token(".").p(0.8)])
        .say(["Sydney", "?", " No", ":", " Canberra"])
        .fail(Error::new(ErrorKind::RateLimited, "slow down"))
        .say(["Rome"])
        .with_telemetry()
        .bind(CallOptions::new().logprobs(true).temperature(0.0));

    // Tokens, finish reason, and how sure the model was: `surprisal.logprobs.*`.
    llm.invoke("What is the capital of France?").await?;

    // A stream that is dropped is `surprisal.cancelled`, and no error.
    let mut chunks = llm.stream("What is the capital of Australia?").await?;
    chunks.try_next().await?;
    drop(chunks);

    // An error is in the span, and an event of its own.
    llm.invoke("What is the capital of Spain?")
        .await
        .unwrap_err();

    // What is said is recorded only where that is asked for.
    let llm = llm.into_inner().with_content(true);
    llm.invoke("What is the capital of Italy?").await?;
    Ok(())
}
