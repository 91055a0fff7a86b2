//! An application that is written against `dyn ChatModel`: which model it is, is said at run time.
//!
//! `cargo run -p surprisal-examples --example 03-any-model -- openai:gpt-4o-mini`; without an argument the
//! model that runs in this process.

use std::sync::Arc;

use surprisal::{
    AiMessage, ChatModel, HasLogprobs, Message, Policy, Result, RunnableExt, init_chat_model,
};

/// Knows nothing of providers.
struct Translator {
    model: Arc<dyn ChatModel>,
}

impl Translator {
    async fn translate(&self, text: &str) -> Result<AiMessage> {
        let options = surprisal::CallOptions::new()
            .logprobs(true)
            .max_tokens(30)
            .on_logprobs_missing(Policy::Warn);
        let model = Arc::clone(&self.model).bind(options);
        model
            .invoke([
                Message::system("Translate into French. Answer with the translation alone."),
                Message::human(text),
            ])
            .await
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let name = std::env::args().nth(1);
    let name = name.as_deref().unwrap_or("local:smollm2-135m");
    surprisal_examples::show_model(name).await?;
    let model = init_chat_model(name)?;
    let message = Translator { model }.translate("Good day").await?;
    println!("{}", message.text());
    match message.perplexity() {
        Some(perplexity) => println!("perplexity {perplexity:.3}"),
        None => println!("no logprobs: {:?}", message.logprobs().availability()),
    }
    Ok(())
}
