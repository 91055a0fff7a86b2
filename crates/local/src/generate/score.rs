use surprisal_core::{Basis, Channel, Error, Logprobs, Messages, Scored, TokenLogprob};

use super::{Halt, Watch};
use crate::loaded::Loaded;

/// What a text is to go on from.
#[derive(Debug)]
pub(crate) enum Prompt {
    /// A text.
    Text(String),
    /// A conversation: the text is its answer.
    Messages(Messages),
}

/// Scores a text as what comes behind a prompt. The two are turned into tokens apart, as they are where
/// the model writes the text itself.
pub(crate) fn score(
    model: &mut Loaded,
    prompt: &Prompt,
    text: String,
    top: Option<usize>,
    watch: &mut dyn Watch,
) -> Result<Scored, Halt> {
    let mut tokens = match prompt {
        Prompt::Text(prompt) => model.tokenizer.encode_prompt(prompt)?,
        Prompt::Messages(messages) => model.prompt(messages, watch)?,
    };
    let start = tokens.len();
    tokens.extend(model.tokenizer.encode(&text)?);
    if tokens.len() == start {
        return Err(Error::invalid_input("there is no text to score").into());
    }
    model.room(tokens.len().saturating_sub(1))?;
    let reading = model.read(&tokens, start.max(1), top, watch)?;
    // Without a prompt nothing comes before the first token, which then has no log probability.
    let first = tokens.first().filter(|_| start == 0).map(|id| {
        let candidate = model.tokenizer.vocabulary().candidate(*id, 0.0);
        TokenLogprob::from(candidate.without_logprob())
    });
    let mut logprobs = Logprobs::new(Channel::Content, first.into_iter().chain(reading.scored));
    logprobs.set_basis(Basis::Raw);
    Ok(Scored::new(text, logprobs))
}
