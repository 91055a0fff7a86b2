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
    #[doc = include_str!("../../docs/howto-logprobs.md")]
    mod howto_logprobs {}
    #[doc = include_str!("../../docs/from-langchain.md")]
    mod from_langchain {}
    #[doc = include_str!("../../docs/from-openai-sdk.md")]
    mod from_openai_sdk {}
    #[doc = include_str!("../../docs/runnable.md")]
    mod runnable {}
    #[doc = include_str!("../../docs/messages.md")]
    mod messages {}
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

    mod howto {
        #[doc = include_str!("../../docs/howto/azure.md")]
        mod azure {}
        #[doc = include_str!("../../docs/howto/batch.md")]
        mod batch {}
        #[doc = include_str!("../../docs/howto/cache.md")]
        mod cache {}
        #[doc = include_str!("../../docs/howto/classify.md")]
        mod classify {}
        #[doc = include_str!("../../docs/howto/connection.md")]
        mod connection {}
        #[doc = include_str!("../../docs/howto/embed.md")]
        mod embed {}
        #[doc = include_str!("../../docs/howto/export.md")]
        mod export {}
        #[doc = include_str!("../../docs/howto/judge.md")]
        mod judge {}
        #[doc = include_str!("../../docs/howto/local.md")]
        mod local {}
        #[doc = include_str!("../../docs/howto/perplexity.md")]
        mod perplexity {}
        #[doc = include_str!("../../docs/howto/record.md")]
        mod record {}
        #[doc = include_str!("../../docs/howto/retry.md")]
        mod retry {}
        #[doc = include_str!("../../docs/howto/route.md")]
        mod route {}
        #[doc = include_str!("../../docs/howto/servers.md")]
        mod servers {}
        #[doc = include_str!("../../docs/howto/stream-logprobs.md")]
        mod stream_logprobs {}
        #[doc = include_str!("../../docs/howto/stream.md")]
        mod stream {}
        #[doc = include_str!("../../docs/howto/structured-output.md")]
        mod structured_output {}
        #[doc = include_str!("../../docs/howto/timeouts.md")]
        mod timeouts {}
        #[doc = include_str!("../../docs/howto/tool-calling.md")]
        mod tool_calling {}
        #[doc = include_str!("../../docs/howto/trace.md")]
        mod trace {}
        #[doc = include_str!("../../docs/howto/unit-test.md")]
        mod unit_test {}
        #[doc = include_str!("../../docs/howto/usage.md")]
        mod usage {}
    }
}

/// The pages that a registry shows of each crate.
#[cfg(doctest)]
mod readmes {
    #[doc = include_str!("../../crates/anthropic/README.md")]
    mod anthropic {}
    #[doc = include_str!("../../crates/cohere/README.md")]
    mod cohere {}
    #[doc = include_str!("../../crates/confidence/README.md")]
    mod confidence {}
    #[doc = include_str!("../../crates/core/README.md")]
    mod core {}
    #[doc = include_str!("../../crates/gemini/README.md")]
    mod gemini {}
    #[doc = include_str!("../../crates/http/README.md")]
    mod http {}
    #[doc = include_str!("../../crates/local/README.md")]
    mod local {}
    #[doc = include_str!("../../crates/mistral/README.md")]
    mod mistral {}
    #[doc = include_str!("../../crates/ollama/README.md")]
    mod ollama {}
    #[doc = include_str!("../../crates/openai/README.md")]
    mod openai {}
    #[doc = include_str!("../../crates/openai-compat/README.md")]
    mod openai_compat {}
    #[doc = include_str!("../../crates/prompt/README.md")]
    mod prompt {}
    #[doc = include_str!("../../crates/schema/README.md")]
    mod schema {}
    #[doc = include_str!("../../crates/sqlite/README.md")]
    mod sqlite {}
    #[doc = include_str!("../../crates/telemetry/README.md")]
    mod telemetry {}
    #[doc = include_str!("../../crates/testing/README.md")]
    mod testing {}
}
