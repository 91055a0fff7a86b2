use serde::Deserialize;
use surprisal_core::{Channel, Error, Result, TokenLogprob};

use super::Scoring;
use super::refusal::unsupported;
use crate::decode::Completion;

/// The tokens of what was sent, without what the model wrote `behind` it.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported) where they are not in the answer, and
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) where there are not as many as the service
/// counts.
pub(super) fn positions<'a>(
    completion: &'a Completion<'_>,
    way: Scoring,
    behind: &str,
) -> Result<&'a [TokenLogprob]> {
    let usage = completion.usage.as_ref();
    let sent = usage.and_then(|usage| usage.input_tokens);
    let written = usage.and_then(|usage| usage.output_tokens);
    let logprobs = completion.chunk.logprobs();
    // Together's way to echo has them apart, too.
    let prompt = logprobs.channel(Channel::Prompt).unwrap_or_default();
    let tokens = match way {
        _ if !prompt.is_empty() => prompt,
        Scoring::Echo => echoed(logprobs.content(), sent, written, behind)?,
        Scoring::PromptLogprobs => {
            return Err(unsupported(
                "`prompt_logprobs` was asked for, and the answer has none",
            ));
        }
    };
    match sent {
        Some(sent) if sent != tokens.len() as u64 => Err(Error::bad_response(format!(
            "{} tokens were scored, and by its `usage` the service was sent {sent}: it cannot be told which they are",
            tokens.len()
        ))),
        _ => Ok(tokens),
    }
}

/// What the text of an answer has behind what was sent, which comes back in front of it.
pub(super) fn behind(body: &str, sent: &str) -> String {
    #[derive(Deserialize)]
    struct Answer {
        choices: Vec<Choice>,
    }
    #[derive(Deserialize)]
    struct Choice {
        text: Option<String>,
    }
    let answer: Option<Answer> = serde_json::from_str(body).ok();
    let first = answer.and_then(|answer| answer.choices.into_iter().next());
    let text = first.and_then(|choice| choice.text).unwrap_or_default();
    text.strip_prefix(sent).unwrap_or_default().to_owned()
}

/// What was echoed of these tokens. Where usage does not tell how many were written, it is the one that was asked
/// for.
fn echoed<'a>(
    tokens: &'a [TokenLogprob],
    sent: Option<u64>,
    written: Option<u64>,
    behind: &str,
) -> Result<&'a [TokenLogprob]> {
    if tokens.is_empty() {
        return Err(unsupported(
            "`echo` with `logprobs` was asked for, and no log probabilities came",
        ));
    }
    let count = tokens.len();
    let written = written.map_or(1, |written| usize::try_from(written).unwrap_or(usize::MAX));
    let left = match count.checked_sub(written) {
        None | Some(0) => {
            return Err(unsupported(&format!(
                "`echo` was asked for, and what came are {count} of the {written} tokens that the model wrote: \
                 the service does not echo the prompt"
            )));
        }
        // llama-cpp-python gives each token the number of the one behind it, and so has none left for the last.
        Some(_) if sent == Some(count as u64) && !behind.is_empty() && !lists(tokens, behind) => {
            return Err(unsupported(&format!(
                "the model wrote {behind:?} behind the text, which has no log probability in the answer: the \
                 numbers may be those of other tokens"
            )));
        }
        // What ends a text may be written and not listed.
        Some(_) if sent == Some(count as u64) && behind.is_empty() => count,
        Some(left) => left,
    };
    Ok(tokens.get(..left).unwrap_or_default())
}

/// Whether the last of these tokens is this text.
fn lists(tokens: &[TokenLogprob], text: &str) -> bool {
    tokens.last().and_then(TokenLogprob::token) == Some(text)
}
