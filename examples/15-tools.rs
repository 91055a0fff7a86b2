//! Tools: async functions that a model calls until it has an answer, with a say in each call, streamed.
//!
//! `cargo run -p surprisal-examples --example 15-tools -- openai:gpt-4o-mini` asks OpenAI; without an argument a
//! script answers.

use std::sync::Arc;

use futures::TryStreamExt;
use serde::Deserialize;
use serde_json::json;
use surprisal::schema::{JsonSchema, Tool, ToolLoop, ToolRun, ToolRunEvent, ToolVerdict};
use surprisal::{BaseMessage, ChatModel, Result, RunnableExt, init_chat_model};
use surprisal_testing::{FakeAnswer, FakeChatModel};

#[derive(Deserialize, JsonSchema)]
#[schemars(crate = "surprisal::schema::schemars")]
struct Place {
    /// The name of the city.
    city: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let model: Arc<dyn ChatModel> = match std::env::args().nth(1) {
        Some(name) => init_chat_model(&name)?,
        None => Arc::new(script()),
    };
    let weather = Tool::new(
        "get_weather",
        "The weather in a city now",
        async |place: Place| match place.city.as_str() {
            "Paris" => Ok("rain, 9 °C"),
            other => Err(format!("nothing is known of {other:?}")),
        },
    );
    let agent = ToolLoop::new(model, [weather])
        .max_rounds(5)
        .before_call(|call| match call.name.as_str() {
            "get_weather" => ToolVerdict::Run,
            other => ToolVerdict::Refuse(format!("{other} is not allowed")),
        });

    // What happens is told as it happens, and adds up to the run.
    let mut run = ToolRun::default();
    let mut events = agent.stream("Do I need an umbrella in Paris?").await?;
    while let Some(event) = events.try_next().await? {
        match &event {
            ToolRunEvent::Called(call) => println!("calls {} {:?}", call.name, call.arguments),
            ToolRunEvent::Result(result) => println!("  gives {:?}", result.text()),
            ToolRunEvent::Chunk(chunk) => print!("{}", chunk.text()),
            _ => {}
        }
        run.extend([event]);
    }
    let cost = run.usage().output_tokens;
    println!(
        "\n{} answers, {cost:?} tokens, {} messages",
        run.rounds(),
        run.messages().len()
    );
    Ok(())
}

/// Asks for a city that there is not, mends that, and answers.
fn script() -> FakeChatModel {
    let call = |city: &str| FakeAnswer::default().tool_call("get_weather", json!({"city": city}));
    FakeChatModel::new()
        .say(call("Pariss"))
        .say(call("Paris"))
        .say(["Yes,", " it", " rains", "."])
}
