//! An application that is written against `dyn ChatModel`: which model it is, is said at run time.
//!
//! `cargo run -p surprisal-examples --example 03-any-model -- openai:gpt-4o-mini`; without an argument a
//! scripted model answers.

use std::sync::Arc;

use surprisal::{
    AiMessage, ChatModel, HasLogprobs, Message, Policy, Result, RunnableExt, init_chat_model,
};
use surprisal_testing::{FakeChatModel, token};

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
    let model: Arc<dyn ChatModel> = match std::env::args().nth(1) {
        Some(name) => init_chat_model(&name)?,
        None => Arc::new(FakeChatModel::new().say([token("Bon").p(0.97), token("jour").p(0.99)])),
    };
    let message = Translator { model }.translate("Good day").await?;
    println!("{}", message.text());
    match message.perplexity() {
        Some(perplexity) => println!("perplexity {perplexity:.3}"),
        None => println!("no logprobs: {:?}", message.logprobs().availability()),
    }
    Ok(())
}
