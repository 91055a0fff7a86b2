//! OpenAI's Chat Completions, once: the protocol that most services and servers speak.
//!
//! [`ChatCompletions`] is the model, [`Dialect`] what a service does differently. There are dialects of many
//! services, each with a name for its models, such as [`ChatDeepSeek`] and [`ChatVllm`]; [`Generic`] is the
//! dialect of any server:
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
//! [`TextEmbeddings`] is an embedding model in any of the dialects; it and every chat model list the models of
//! their service by [`ListModels`](surprisal_core::ListModels).
//!
//! The format is that of OpenAI's published OpenAPI document, `CreateChatCompletionRequest` and its
//! answers; what real servers leave out or add is tolerated.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod decode;
mod dialect;
mod dialects;
mod embedding;
mod encode;
mod json;
mod listing;
mod protocol;
mod score;
mod service;
mod token_form;
pub mod wire;

pub use decode::ChatDecoder;
pub use dialect::Dialect;
pub use dialects::{
    Cerebras, ChatCerebras, ChatDeepSeek, ChatFireworks, ChatGroq, ChatLlamaCpp, ChatLmStudio,
    ChatMistralRs, ChatOllamaCompat, ChatOpenRouter, ChatSglang, ChatTensorRtLlm, ChatTgi,
    ChatTogether, ChatVllm, ChatXai, DeepSeek, Fireworks, Generic, Groq, LlamaCpp, LmStudio,
    MistralRs, OllamaCompat, OpenRouter, Sglang, TensorRtLlm, Tgi, Together, Vllm, Xai,
};
pub use embedding::{TextEmbeddings, TextEmbeddingsBuilder};
pub use protocol::{ChatCompletions, ChatProtocol};
pub use score::Scoring;
pub use service::{Service, services};
pub use token_form::TokenForm;
