use surprisal_core::{Error, ErrorKind, FinishReason, Result};

/// What the end of an answer says.
///
/// # Errors
///
/// [`ErrorKind::Server`] where the generation failed, and [`ErrorKind::Timeout`] where it took too long.
pub(super) fn outcome(reason: Option<&str>, error: Option<&str>) -> Result<Option<FinishReason>> {
    let failed = |kind, otherwise: &'static str| {
        let error = match error.filter(|words| !words.is_empty()) {
            Some(words) => Error::new(kind, words.to_owned()),
            None => Error::new(kind, otherwise),
        };
        match reason {
            Some(reason) => error.with_code(reason),
            None => error,
        }
    };
    match reason {
        Some("TIMEOUT") => Err(failed(
            ErrorKind::Timeout,
            "the answer took longer than cohere allows: ask for fewer tokens, or try again",
        )),
        Some("ERROR") => Err(failed(
            ErrorKind::Server,
            "cohere failed while it wrote the answer",
        )),
        _ if error.is_some() => Err(failed(
            ErrorKind::Server,
            "cohere failed, and does not say why",
        )),
        None => Ok(None),
        Some("COMPLETE" | "STOP_SEQUENCE") => Ok(Some(FinishReason::Stop)),
        Some("MAX_TOKENS") => Ok(Some(FinishReason::Length)),
        Some("TOOL_CALL") => Ok(Some(FinishReason::ToolCalls)),
        // A word of the first version of the API.
        Some("ERROR_TOXIC") => Ok(Some(FinishReason::ContentFilter)),
        Some(other) => Ok(Some(FinishReason::Other(other.to_owned()))),
    }
}
