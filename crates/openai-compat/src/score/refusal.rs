use surprisal_core::{Capabilities, Error, ErrorKind, Feature, Result, Support};

use super::Scoring;
use crate::decode;

/// Refuses to ask a service that is known not to score given texts.
pub(super) fn check(capabilities: &Capabilities, provider: &str) -> Result<()> {
    match capabilities.support(Feature::ScoreText) {
        Support::No => Err(unsupported(&format!(
            "{provider} gives no log probabilities of given texts"
        ))
        .with_option(Feature::ScoreText.as_str())),
        _ => Ok(()),
    }
}

/// The error where the service does not score given texts, and what would work.
pub(super) fn unsupported(why: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("{why}; {INSTEAD}"))
}

/// What the service says by refusing, in its own words and with what would work.
pub(super) fn refused(error: Error, body: &str, way: Scoring) -> Error {
    let says = decode::words(body);
    let is_about = |word| says.contains(word);
    let kind = match error.kind() {
        // The advice that goes with it is for chats.
        ErrorKind::Unsupported => ErrorKind::Unsupported,
        ErrorKind::InvalidInput if is_about(way.field()) && !is_about("greater than") => {
            ErrorKind::Unsupported
        }
        // A model for chats alone, or a service without completions.
        ErrorKind::NotFound if says.is_empty() || is_about("completions") => ErrorKind::NotFound,
        _ => return error,
    };
    let says = match says.trim_end_matches('.') {
        "" => error.message(),
        says => says,
    };
    let described = Error::new(kind, format!("{says}; {INSTEAD}"));
    match error.code() {
        Some(code) => described.with_code(code),
        None => described,
    }
}

const INSTEAD: &str = "a given text is scored by a model in this process, by vLLM, and by services whose \
                       completions echo the prompt with its log probabilities";
