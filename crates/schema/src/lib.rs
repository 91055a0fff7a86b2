//! Tools, the loop that runs them, and answers that are values of a type, for any chat model.
//!
//! ```
//! use surprisal_core::{Result, RunnableExt};
//! use surprisal_schema::{JsonSchema, StructuredExt, Tool, ToolLoop};
//!
//! #[derive(serde::Deserialize, JsonSchema)]
//! struct Place {
//!     /// The name of the city.
//!     city: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
//! # let call = surprisal_testing::FakeAnswer::new().tool_call("get_weather", serde_json::json!({"city": "Paris"}));
//! # let model = surprisal_testing::FakeChatModel::new().say(call).say("Yes, it rains.").say(r#"{"city":"Paris"}"#);
//! // A model that calls a function until it has an answer.
//! let weather = Tool::new("get_weather", "The weather in a city", async |place: Place| -> Result<String> {
//!     Ok(format!("It rains in {}", place.city))
//! });
//! let run = ToolLoop::new(model.clone(), [weather]).invoke("Do I need an umbrella in Paris?").await?;
//! assert_eq!(run.answer()?.text(), "Yes, it rains.");
//!
//! // A model whose answer is a value of a type.
//! let place = model.with_structured_output::<Place>().invoke("Where is the Louvre?").await?;
//! assert_eq!(place.value.city, "Paris");
//! # Ok(()) }
//! ```
//! | to | see |
//! |---|---|
//! | make a function callable by a model | [`Tool`] |
//! | let a model call tools until it has an answer | [`ToolLoop`], [`ToolRun`], [`ToolRunEvent`], [`ToolVerdict`] |
//! | get a value of a type in place of text | [`StructuredExt::with_structured_output`], [`Structured`], [`StructuredMethod`] |
//! | see it while it comes | [`StructuredChunk::partial`] |
//!
//! Whatever comes of an answer, the answer comes with it: log probabilities, usage and all.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod json;
mod kept;
mod structured;
mod tool;
mod tool_loop;

pub use schemars::{self, JsonSchema};

pub use structured::{
    Structured, StructuredChunk, StructuredExt, StructuredMethod, StructuredOutput,
    rejected_answers,
};
pub use tool::Tool;
pub use tool_loop::{ToolLoop, ToolRun, ToolRunEnd, ToolRunEvent, ToolVerdict};
