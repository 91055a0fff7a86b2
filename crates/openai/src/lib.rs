//! OpenAI for surprisal: [`ChatOpenAi`], with typed token log probabilities, whole and streamed.
//!
//! ```no_run
//! use surprisal_core::{CallOptions, RunnableExt};
//! use surprisal_openai::ChatOpenAi;
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let llm = ChatOpenAi::from_env("gpt-4o-mini")?.bind(CallOptions::new().logprobs(true));
//! let message = llm.invoke(("human", "how are you today")).await?;
//! println!("{:?}", message.logprobs().content());
//! # Ok(()) }
//! ```

mod builder;
mod dialect;
mod model;
mod options;

pub use builder::ChatOpenAiBuilder;
pub use model::ChatOpenAi;
pub use options::OpenAiOptions;
