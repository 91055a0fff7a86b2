//! Values of a type in place of text: partial ones while they stream, and how sure the model was of each byte.
//!
//! `cargo run -p surprisal-examples --example 13-structured-output -- openai:gpt-4o-mini` asks OpenAI; without an
//! argument a script answers.

use std::sync::Arc;

use futures::TryStreamExt;
use serde::Deserialize;
use serde_json::Value;
use surprisal::schema::{JsonSchema, StructuredChunk, StructuredExt};
use surprisal::{
    CallOptions, ChatModel, HasLogprobs, Measures, Result, RunnableExt, init_chat_model,
};
use surprisal_testing::{FakeChatModel, token};

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "surprisal::schema::schemars")]
struct Ticket {
    /// One of billing, bug and other.
    team: String,
    /// 1 is low, 5 is high.
    urgency: u8,
}

const TEXT: &str = "I was charged twice this month, and I need the money back today.";

#[tokio::main]
async fn main() -> Result<()> {
    let model: Arc<dyn ChatModel> = match std::env::args().nth(1) {
        Some(name) => init_chat_model(&name)?,
        None => Arc::new(script()),
    };
    let llm = model.bind(CallOptions::new().logprobs(true).temperature(0.0));
    let tickets = llm.with_structured_output::<Ticket>();
    println!("by {:?}", tickets.method());

    let ticket = tickets.invoke(TEXT).await?;
    println!("{} of urgency {}", ticket.value.team, ticket.value.urgency);
    // The message is there too, so each value has its probability.
    let (text, alignment) = (ticket.text(), ticket.alignment()?);
    if let Some(at) = text.find(&ticket.value.team) {
        let tokens = alignment.tokens(at..at + ticket.value.team.len());
        let sure = Measures::of(ticket.tokens().get(tokens).unwrap_or_default());
        println!("the team is sure to {:?}", sure.joint_probability());
    }

    let mut so_far = StructuredChunk::<Ticket>::default();
    let mut chunks = tickets.stream(TEXT).await?;
    while let Some(chunk) = chunks.try_next().await? {
        so_far += chunk;
        println!("{}", so_far.partial::<Value>().unwrap_or_default());
    }
    println!("{:?}", so_far.finish()?.value);
    Ok(())
}

/// Says the same twice.
fn script() -> FakeChatModel {
    let ticket = || {
        let team = token("billing").p(0.9).alternative("other", 0.08);
        let urgency = token("4").p(0.6).alternative("5", 0.35);
        [
            token(r#"{"team":""#),
            team,
            token(r#"","urgency":"#),
            urgency,
            token("}"),
        ]
    };
    FakeChatModel::new().say(ticket()).say(ticket())
}
