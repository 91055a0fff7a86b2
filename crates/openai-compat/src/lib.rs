//! OpenAI's Chat Completions, once: the protocol that most services and servers speak.
//!
//! [`ChatCompletions`] is the model, [`Dialect`] what a service does differently, [`Generic`] the dialect
//! of any server:
//!
//! ```
//! use surprisal_openai_compat::{ChatCompletions, Generic};
//!
//! let model = ChatCompletions::<Generic>::builder("smollm2")
//!     .base_url("http://localhost:8080/v1")
//!     .build()?;
//! # Ok::<(), surprisal_core::Error>(())
//! ```
//!
//! The format is that of OpenAI's published OpenAPI document, `CreateChatCompletionRequest` and its
//! answers; what real servers leave out or add is tolerated.

mod builder;
mod decode;
mod dialect;
mod dialects;
mod encode;
mod json;
mod model;
mod protocol;
mod score;
mod token_form;
pub mod wire;

pub use builder::{ChatCompletionsBuilder, Parts};
pub use decode::ChatDecoder;
pub use dialect::Dialect;
pub use dialects::*;
pub use model::ChatCompletions;
pub use protocol::ChatProtocol;
pub use score::Scoring;
pub use token_form::TokenForm;
