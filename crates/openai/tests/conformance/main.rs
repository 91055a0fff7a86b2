//! The conformance suite over OpenAI's two interfaces, at OpenAI and at Azure.

#![allow(
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod responses;
mod wire;

mod chat_completions {
    surprisal_testing::conformance_suite!(crate::wire::openai_chat());
}

mod responses_api {
    surprisal_testing::conformance_suite!(crate::wire::openai_responses());
}

mod azure_chat_completions {
    surprisal_testing::conformance_suite!(crate::wire::azure_chat());
}

mod azure_responses_api {
    surprisal_testing::conformance_suite!(crate::wire::azure_responses());
}
