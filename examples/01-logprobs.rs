//! The log probability of each token, whole and streamed.
//!
//! `cargo run -p surprisal-examples --example 01-logprobs -- openai:gpt-4o-mini` asks OpenAI; without an
//! argument a model in this process answers.

use futures::{StreamExt, TryStreamExt};
use surprisal::{AiMessageChunk, CallOptions, Result, RunnableExt, init_chat_model};

#[tokio::main]
async fn main() -> Result<()> {
    let name = std::env::args().nth(1);
    let name = name.as_deref().unwrap_or("local:smollm2-135m");
    surprisal_examples::show_model(name).await?;
    let llm = init_chat_model(name)?.bind(CallOptions::new().logprobs(true));

    let msg = llm.invoke(("human", "how are you today")).await?;
    println!("{}", msg.text());
    for token in msg.logprobs().content().iter().take(5) {
        println!("{token:?}");
    }

    let mut full: Option<AiMessageChunk> = None;
    let mut chunks = llm.stream(("human", "how are you today")).await?.take(5);
    while let Some(chunk) = chunks.try_next().await? {
        match &mut full {
            Some(full) => *full += chunk,
            None => full = Some(chunk),
        }
        // [] first, then one token more each time.
        println!(
            "{:?}",
            full.as_ref()
                .map_or(&[][..], |full| full.logprobs().content())
        );
    }
    Ok(())
}
