//! One interface to every language model, with the probabilities kept.
//!
//! An application is written against traits, a provider is a crate, a unit test is a mock; token log
//! probabilities are part of every message and every streamed chunk, in one typed form for all providers,
//! and are never dropped in silence.
//!
//! ```no_run
//! use surprisal::openai::ChatOpenAi;
//! use surprisal::{CallOptions, HasLogprobs, RunnableExt};
//!
//! # async fn example() -> surprisal::Result<()> {
//! let llm = ChatOpenAi::from_env("gpt-4o-mini")?.bind(CallOptions::new().logprobs(true).top_logprobs(3));
//! let message = llm.invoke(("human", "Is the sky blue? Answer yes or no.")).await?;
//! println!("{}, sure to {:?}", message.text(), message.joint_probability());
//! for token in message.logprobs().content() {
//!     println!("{:?} {:?} {:?}", token.token(), token.logprob(), token.top_logprobs());
//! }
//! # Ok(()) }
//! ```
//!
//! Everything of [`surprisal_core`] is here at the root; providers are modules behind features.
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `openai` (default) | `openai`, `openai_compat` and `http`: OpenAI, also at Azure, and servers that speak as it does |
//! | `anthropic` | `anthropic` and `http`: Anthropic's models, by the Messages API |
//! | `cohere` | `cohere` and `http`: Cohere's models, by version 2 of its chat API |
//! | `gemini` | `gemini` and `http`: Google's models, by the Gemini API and by Vertex AI |
//! | `mistral` | `mistral` and `http`: Mistral's models, by its own API |
//! | `ollama` | `ollama` and `http`: models that Ollama serves, by its own API; pulls, listings, embeddings |
//! | `local` | `local`: a model in this process, without key or server |
//! | `sqlite` | `sqlite`: answers that are kept in a file; needs a C compiler |
//! | `schema` | `schema`: tools, the loop that runs them, and answers that are values of a type; it adds schemars |
//! | `prompt` | `prompt`: prompt templates, from variables to messages |
//! | `confidence` | `confidence`: what people do with log probabilities: labels, judged scores, fields of JSON, calibration, routing, pictures |
//! | `parquet` | tokens as rows of a Parquet file, in `confidence` |
//! | `telemetry` | `telemetry`: spans of model calls, for OpenTelemetry and any other subscriber of `tracing` |
//! | `metrics` | histograms of model calls by the `metrics` facade, in `telemetry` |
//!
//! For tests see the crate `surprisal-testing`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod init;

#[doc(inline)]
pub use surprisal_core::*;

pub use init::{init_chat_model, registry};

/// A model in this process: GGUF files on the CPU.
#[cfg(feature = "local")]
pub mod local {
    #[doc(inline)]
    pub use surprisal_local::*;
}

/// Anthropic's models, by the Messages API.
#[cfg(feature = "anthropic")]
pub mod anthropic {
    #[doc(inline)]
    pub use surprisal_anthropic::*;
}

/// Cohere's models, by version 2 of its chat API.
#[cfg(feature = "cohere")]
pub mod cohere {
    #[doc(inline)]
    pub use surprisal_cohere::*;
}

/// Google's models, by the Gemini API and by Vertex AI.
#[cfg(feature = "gemini")]
pub mod gemini {
    #[doc(inline)]
    pub use surprisal_gemini::*;
}

/// Mistral's models, by its own API.
#[cfg(feature = "mistral")]
pub mod mistral {
    #[doc(inline)]
    pub use surprisal_mistral::*;
}

/// Models that Ollama serves, by its own API; pulls, listings, embeddings.
#[cfg(feature = "ollama")]
pub mod ollama {
    #[doc(inline)]
    pub use surprisal_ollama::*;
}

/// OpenAI, also at Azure, and servers that take its place.
#[cfg(feature = "openai")]
pub mod openai {
    #[doc(inline)]
    pub use surprisal_openai::*;
}

/// Any other server that speaks Chat Completions, and dialects of your own.
#[cfg(feature = "openai")]
pub mod openai_compat {
    #[doc(inline)]
    pub use surprisal_openai_compat::*;
}

/// Prompt templates: variables in, messages out.
#[cfg(feature = "prompt")]
pub mod prompt {
    #[doc(inline)]
    pub use surprisal_prompt::*;
}

/// What people do with log probabilities: labels, judged scores, fields of JSON, calibration, routing, pictures.
#[cfg(feature = "confidence")]
pub mod confidence {
    #[doc(inline)]
    pub use surprisal_confidence::*;
}

/// Spans and metrics of model calls, by the OpenTelemetry semantic conventions.
#[cfg(feature = "telemetry")]
pub mod telemetry {
    #[doc(inline)]
    pub use surprisal_telemetry::*;
}

/// What providers share on the wire: clients with time limits, retries and proxies; for providers of your
/// own, the protocol, the decoders and the transport.
#[cfg(any(
    feature = "anthropic",
    feature = "cohere",
    feature = "gemini",
    feature = "mistral",
    feature = "ollama",
    feature = "openai"
))]
pub mod http {
    #[doc(inline)]
    pub use surprisal_http::*;
}

/// Answers that are kept in a SQLite file.
#[cfg(feature = "sqlite")]
pub mod sqlite {
    #[doc(inline)]
    pub use surprisal_sqlite::*;
}

/// Tools, the loop that runs them, and answers that are values of a type.
#[cfg(feature = "schema")]
pub mod schema {
    #[doc(inline)]
    pub use surprisal_schema::*;
}
