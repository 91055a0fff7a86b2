//! Prompt templates: variables in, messages out.
//!
//! A [`ChatPrompt`] is a [`Runnable`](surprisal_core::Runnable), so that it can be the first step of a chain. Its texts
//! are Jinja templates, as [minijinja](https://docs.rs/minijinja) reads them.
//!
//! ```
//! use surprisal_core::{BaseMessage, RunnableExt};
//! use surprisal_prompt::ChatPrompt;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
//! let prompt = ChatPrompt::new([("system", "You are {{ role }}."), ("human", "{{ question }}")])?;
//! let messages = prompt.invoke([("role", "a pilot"), ("question", "Why do planes fly?")]).await?;
//! assert_eq!(messages[0].text(), "You are a pilot.");
//! assert_eq!(messages[1].text(), "Why do planes fly?");
//! # Ok(()) }
//! ```
//!
//! A prompt and a model are a chain:
//!
//! ```
//! use surprisal_core::RunnableExt;
//! use surprisal_prompt::ChatPrompt;
//! use surprisal_testing::FakeChatModel;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
//! let model = FakeChatModel::new().say(["By", " lift."]);
//! let chain = ChatPrompt::new(["Why do {{ things }} fly?"])?.pipe(model);
//! assert_eq!(chain.invoke([("things", "planes")]).await?.text(), "By lift.");
//! # Ok(()) }
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod filters;
mod part;
mod prompt;
mod template;
mod variables;

pub use part::PromptPart;
pub use prompt::ChatPrompt;
pub use variables::Variables;
