//! The log probability of each token, whole and streamed.

use futures::{StreamExt, TryStreamExt};
use surprisal::openai::ChatOpenAi;
use surprisal::{AiMessageChunk, CallOptions, Result, RunnableExt};

#[tokio::main]
async fn main() -> Result<()> {
    surprisal_examples::needs_a_model();
    let llm = ChatOpenAi::from_env("gpt-4o-mini")?.bind(CallOptions::new().logprobs(true));

    let msg = llm.invoke(("human", "how are you today")).await?;
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
