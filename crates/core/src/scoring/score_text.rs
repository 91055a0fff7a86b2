use std::sync::Arc;

use async_trait::async_trait;

use super::Scored;
use crate::Result;

/// A model that gives the log probabilities of a text that it did not write.
///
/// A chat has no place for this: it is a model in this process, or a service with the older interface of
/// completions, that can do it. So it is a trait of its own, and whoever needs it says so in the type.
/// Object-safe: `Arc<dyn ScoreText>` is a `ScoreText` too.
///
/// # Contract
///
/// - The tokens are those of `text`, all of them and no others. Where it is not sure that what was scored is what
///   was given, it is an error and never a score.
/// - Each log probability is that of the token as what comes next behind `prompt` and the tokens before it, in
///   nats, and not that of a sampler.
/// - `prompt` is read as it stands, without a chat template. It may be empty. Then nothing comes before the first
///   token, which has no log probability unless the model begins every text with a mark.
/// - The space between words belongs to `text`: `"The sky is"` and `" blue"`, since that is how tokens begin.
///   A model that turns both into tokens as one text refuses an edge that lies within a token.
///
/// The measures of [`HasLogprobs`](crate::HasLogprobs) are over the tokens with an exact score.
/// [`Measures::exact`](crate::Measures::exact) tells how many of them there are: a sum that passes over some
/// is not to be compared with one that does not. Texts of different lengths are compared by the sum where
/// one of them is to be chosen, and by the mean where the longer ones would lose by their length alone.
///
/// ```
/// use async_trait::async_trait;
/// use surprisal_core::{Channel, Error, HasLogprobs, Logprobs, Result, ScoreText, Scored, TokenLogprob};
///
/// /// A letter is a token, and each is as likely as any other, whatever comes before it.
/// struct Monkey;
///
/// #[async_trait]
/// impl ScoreText for Monkey {
///     async fn score_text(&self, _prompt: &str, text: &str, _top_logprobs: u32) -> Result<Scored> {
///         if text.is_empty() {
///             return Err(Error::invalid_input("there is no text to score"));
///         }
///         let letters = text.split("").filter(|letter| !letter.is_empty());
///         let tokens = letters.map(|letter| TokenLogprob::new(letter, -(26_f64.ln())));
///         Ok(Scored::new(text, Logprobs::new(Channel::Content, tokens)))
///     }
/// }
///
/// /// The likeliest of some answers.
/// async fn choose<'a>(model: &dyn ScoreText, question: &str, answers: &[&'a str]) -> Result<Option<&'a str>> {
///     let mut best = None;
///     for answer in answers {
///         let sum = model.score_text(question, answer, 0).await?.sum_logprob();
///         if best.is_none_or(|(most, _)| sum > most) {
///             best = Some((sum, *answer));
///         }
///     }
///     Ok(best.map(|(_, answer)| answer))
/// }
///
/// # futures::executor::block_on(async {
/// let scored = Monkey.score_text("to be or not", "tobe", 0).await?;
/// assert!((scored.perplexity().unwrap() - 26.0).abs() < 1e-9);
/// assert_eq!(choose(&Monkey, "q", &["abc", "a", "ab"]).await?, Some("a"));
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Error>(())
/// ```
#[async_trait]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not score given texts",
    note = "a model in the process does, and a service with completions that echo the prompt: see `ScoreText`"
)]
pub trait ScoreText: Send + Sync {
    /// Gives the log probability of each token of `text` as what comes behind `prompt`, with `top_logprobs`
    /// alternatives each; 0 is without a list of alternatives.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a text without tokens and for an edge
    /// between prompt and text that lies within a token;
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) where the model or its service gives no log
    /// probabilities of given texts; [`ErrorKind::ContextTooLong`](crate::ErrorKind::ContextTooLong);
    /// [`ErrorKind::BadResponse`](crate::ErrorKind::BadResponse) where what was scored is not what was given;
    /// else the model's own.
    async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored>;
}

#[async_trait]
impl<M: ScoreText + ?Sized> ScoreText for &M {
    async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored> {
        (**self).score_text(prompt, text, top_logprobs).await
    }
}

#[async_trait]
impl<M: ScoreText + ?Sized> ScoreText for Box<M> {
    async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored> {
        (**self).score_text(prompt, text, top_logprobs).await
    }
}

#[async_trait]
impl<M: ScoreText + ?Sized> ScoreText for Arc<M> {
    async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored> {
        (**self).score_text(prompt, text, top_logprobs).await
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::{Channel, Logprobs, TokenLogprob};

    /// Knows what it was asked for.
    struct Repeats;

    #[async_trait]
    impl ScoreText for Repeats {
        async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored> {
            let token = TokenLogprob::new(prompt, -f64::from(top_logprobs));
            Ok(Scored::new(text, Logprobs::new(Channel::Content, [token])))
        }
    }

    #[test]
    fn a_pointer_to_a_model_that_scores_is_one() {
        let shared: Arc<dyn ScoreText> = Arc::new(Repeats);
        let boxed: Box<dyn ScoreText> = Box::new(Arc::clone(&shared));
        let direct = block_on(Repeats.score_text("a", "b", 3)).unwrap();
        assert_eq!(direct.text(), "b");
        assert_eq!(direct.logprobs().content(), [TokenLogprob::new("a", -3.0)]);
        assert_eq!(block_on(shared.score_text("a", "b", 3)).unwrap(), direct);
        assert_eq!(block_on((&&boxed).score_text("a", "b", 3)).unwrap(), direct);
    }
}
