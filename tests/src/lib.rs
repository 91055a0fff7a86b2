//! What the tests across crates and the benchmarks share.
//!
//! * [`recordings`]: real answers of providers, read from files.
//! * [`oracle`]: what such an answer says, read without any of the library's code.
//! * [`llama`]: a real server with a small real model; [`llama_python`]: another, which echoes prompts.
//! * [`skip`]: the line that a test prints where it cannot run.
//! * [`generate`]: answers of any length; [`contender`]: what is asked of what reads them;
//!   [`floor`]: the plain program that the library is measured against.

pub mod contender;
pub mod floor;
pub mod generate;
pub mod llama;
pub mod llama_python;
pub mod oracle;
pub mod ours;
pub mod recordings;
pub mod skip;

/// The pages of the book, whose Rust is compiled and run as tests.
#[cfg(doctest)]
mod book {
    #[doc = include_str!("../../docs/tutorial.md")]
    mod tutorial {}
    #[doc = include_str!("../../docs/logprobs.md")]
    mod logprobs {}
    #[doc = include_str!("../../docs/measures.md")]
    mod measures {}
    #[doc = include_str!("../../docs/labels.md")]
    mod labels {}
    #[doc = include_str!("../../docs/fields.md")]
    mod fields {}
    #[doc = include_str!("../../docs/calibration.md")]
    mod calibration {}
    #[doc = include_str!("../../docs/pictures.md")]
    mod pictures {}
    #[doc = include_str!("../../docs/anthropic.md")]
    mod anthropic {}
    #[doc = include_str!("../../docs/cohere.md")]
    mod cohere {}
    #[doc = include_str!("../../docs/gemini.md")]
    mod gemini {}
    #[doc = include_str!("../../docs/mistral.md")]
    mod mistral {}
    #[doc = include_str!("../../docs/ollama.md")]
    mod ollama {}
    #[doc = include_str!("../../docs/routing.md")]
    mod routing {}
    #[doc = include_str!("../../docs/multiple-choice.md")]
    mod multiple_choice {}
    #[doc = include_str!("../../docs/options.md")]
    mod options {}
    #[doc = include_str!("../../docs/composition.md")]
    mod composition {}
    #[doc = include_str!("../../docs/resilience.md")]
    mod resilience {}
    #[doc = include_str!("../../docs/cache.md")]
    mod cache {}
    #[doc = include_str!("../../docs/prompts.md")]
    mod prompts {}
    #[doc = include_str!("../../docs/tools.md")]
    mod tools {}
    #[doc = include_str!("../../docs/telemetry.md")]
    mod telemetry {}
    #[doc = include_str!("../../docs/openai.md")]
    mod openai {}
    #[doc = include_str!("../../docs/services.md")]
    mod services {}
    #[doc = include_str!("../../docs/embeddings.md")]
    mod embeddings {}
    #[doc = include_str!("../../docs/local.md")]
    mod local {}
    #[doc = include_str!("../../docs/testing.md")]
    mod testing {}
    #[doc = include_str!("../../docs/errors.md")]
    mod errors {}
    #[doc = include_str!("../../docs/security.md")]
    mod security {}
    #[doc = include_str!("../../docs/adding-a-provider.md")]
    mod adding_a_provider {}
}
