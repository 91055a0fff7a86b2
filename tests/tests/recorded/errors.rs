//! Every recorded error.

use surprisal::ErrorKind;
use surprisal_tests::recordings;

use crate::player::{Player, headers, options};

/// The end of the name of a recording, its kind, its code, and how its message begins.
const ERRORS: [(&str, ErrorKind, &str, &str); 27] = [
    (
        "azure/ogx-errors/5197a62ba402bcdc",
        ErrorKind::InvalidInput,
        "BadRequest",
        "Invalid image (base64) data.",
    ),
    (
        "bedrock/ogx-errors/1f7f4726b3271546",
        ErrorKind::InvalidInput,
        "validation_error",
        "Model does not support image modality",
    ),
    (
        "llamacpp/rig/error_matrix/context_overflow_blocking",
        ErrorKind::ContextTooLong,
        "400",
        "request (2009 tokens) exceeds",
    ),
    (
        "logprobs_rejection_matrix/blocking_ministral_3b",
        ErrorKind::Unsupported,
        "3051",
        "Logprobs are not enabled for this model; leave logprobs out",
    ),
    (
        "logprobs_rejection_matrix/streaming_ministral_3b",
        ErrorKind::Unsupported,
        "3051",
        "Logprobs are not enabled for this model; leave logprobs out",
    ),
    (
        "ollama/ogx-errors/28a43dc80443ccae",
        ErrorKind::InvalidInput,
        "invalid_request_error",
        "invalid image input",
    ),
    (
        "openai/ogx-errors/1c41ca441b622823",
        ErrorKind::InvalidInput,
        "invalid_base64",
        "Invalid base64 image_url.",
    ),
    (
        "chat/reasoning-model-legacy-parameter-error",
        ErrorKind::Unsupported,
        "unsupported_parameter",
        "Unsupported parameter: 'max_tokens'",
    ),
    (
        "error_envelope/nonexistent_model_error_preserves_status_and_body",
        ErrorKind::NotFound,
        "model_not_found",
        "The requested model 'gpt-4o-mini-nonexistent-rig-test'",
    ),
    (
        "error_identity_edge/auth_rejection_carries_identity",
        ErrorKind::Authentication,
        "invalid_api_key",
        "Incorrect API key provided: sk-inval",
    ),
    (
        "error_identity_edge/embeddings_error_preserves_status_and_body",
        ErrorKind::NotFound,
        "model_not_found",
        "The model `text-embedding-nonexistent-model`",
    ),
    (
        "error_identity_edge/model_listing_auth_failure_keeps_api_error_context",
        ErrorKind::Authentication,
        "invalid_api_key",
        "Incorrect API key provided: sk-inval",
    ),
    (
        "error_identity_edge/streaming_connect_4xx_matches_blocking_richness",
        ErrorKind::NotFound,
        "model_not_found",
        "The requested model 'gpt-nonexistent-model-for-error-edge'",
    ),
    (
        "vllm/ogx-errors/d8658f2a40f6f885",
        ErrorKind::ContextTooLong,
        "400",
        "You passed 894 input characters",
    ),
    (
        "llama-captures/chat_n2",
        ErrorKind::InvalidInput,
        "400",
        "Field 'n': Value must be between",
    ),
    (
        "llama-captures/chat_n2_stream",
        ErrorKind::InvalidInput,
        "400",
        "Field 'n': Value must be between",
    ),
    (
        "llama-captures/chat_tools_auto_stream",
        ErrorKind::Unsupported,
        "400",
        "logprobs is not supported with tools + stream; leave logprobs out",
    ),
    (
        "llama-captures/chat_tools_required_stream",
        ErrorKind::Unsupported,
        "400",
        "logprobs is not supported with tools + stream; leave logprobs out",
    ),
    (
        "llama-captures/err_bad_grammar",
        ErrorKind::InvalidInput,
        "400",
        "Unable to generate parser for this template.",
    ),
    (
        "llama-captures/err_bad_json",
        ErrorKind::InvalidInput,
        "400",
        "[json.exception.parse_error.101]",
    ),
    (
        "llama-captures/err_bad_temperature",
        ErrorKind::InvalidInput,
        "400",
        "Field 'temperature': ",
    ),
    (
        "llama-captures/err_context",
        ErrorKind::ContextTooLong,
        "400",
        "request (5031 tokens) exceeds",
    ),
    (
        "llama-captures/err_context_stream",
        ErrorKind::ContextTooLong,
        "400",
        "request (5031 tokens) exceeds",
    ),
    (
        "llama-captures/err_messages_string",
        ErrorKind::InvalidInput,
        "400",
        "Expected 'messages' to be an array",
    ),
    (
        "llama-captures/err_method",
        ErrorKind::NotFound,
        "404",
        "File Not Found",
    ),
    (
        "llama-captures/err_top_logprobs_without_logprobs",
        ErrorKind::InvalidInput,
        "400",
        "top_logprobs requires logprobs to be set to true",
    ),
    (
        "llama-captures/err_no_messages",
        ErrorKind::InvalidInput,
        "400",
        "'messages' is required",
    ),
];

#[tokio::test]
async fn every_recorded_error_says_what_was_wrong() {
    let Some(mut recordings) = recordings::load().unwrap() else {
        return;
    };
    // Errors of other endpoints of OpenAI are written in the same way.
    recordings.retain(|one| {
        one.status != 200 && (one.is_chat() || one.name.starts_with("openai/rig/error_"))
    });
    let player = Player::start().await;
    for recording in &recordings {
        let name = &recording.name;
        let known = ERRORS.iter().find(|(end, ..)| name.ends_with(end));
        let (_, kind, code, message) = known.unwrap_or_else(|| panic!("{name}"));
        for (model, provider) in player.models.iter().zip(["openai", "openai-compatible"]) {
            let error = player.play(model, recording, options(recording)).await;
            let error = error.unwrap_err();
            assert_eq!(error.kind(), *kind, "{name}: {error}");
            assert_eq!(error.status(), Some(recording.status), "{name}");
            assert_eq!(error.code(), Some(*code), "{name}");
            assert_eq!(error.provider(), Some(provider), "{name}");
            assert!(error.message().starts_with(message), "{name}: {error}");
            assert!(!error.is_retryable(), "{name}");
            let body = String::from_utf8_lossy(&recording.body);
            assert_eq!(error.body(), Some(&*body), "{name}");
            for (header, value) in headers(recording) {
                assert_eq!(error.header(header), Some(value), "{name}");
            }
            let id = ["x-request-id", "mistral-correlation-id"];
            let id = id.into_iter().find_map(|header| error.header(header));
            assert_eq!(error.request_id(), id, "{name}");
        }
    }
    println!("{} errors", recordings.len());
    assert_eq!(recordings.len(), ERRORS.len());
}
