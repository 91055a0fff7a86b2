//! The conformance suite over Gemini's protocol, by the Gemini API and by Vertex AI.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answer;
mod errors;
mod own;
mod subject;
mod wire;

mod gemini_api {
    surprisal_testing::conformance_suite!(crate::subject::gemini_api());
}

mod vertex_ai {
    surprisal_testing::conformance_suite!(crate::subject::vertex_ai());
}
