use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use surprisal_core::{Error, ErrorKind, HasLogprobs as _, Result, ScoreText, Scored};

use super::{ChoiceScores, ScoredChoice};

/// How many texts are scored at once.
const CONCURRENCY: usize = 8;

/// Which of some given texts is the likeliest behind a prompt, by a model that [scores texts](ScoreText).
///
/// The space between prompt and text belongs to the text: `"Answer:"` and `" Paris"`, since that is how tokens begin.
/// Of each text all tokens count, and those of the prompt never do.
///
/// ```
/// use surprisal_confidence::{MultipleChoice, Normalization};
/// use surprisal_core::{Result, ScoreText};
///
/// async fn capital(model: &dyn ScoreText) -> Result<Option<usize>> {
///     let question = "Question: What is the capital of France?\nAnswer:";
///     let scores = MultipleChoice::new(model).score(question, [" Berlin", " Paris", " Rome"]).await?;
///     Ok(scores.best(Normalization::Bytes))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct MultipleChoice<M> {
    model: M,
    unconditional: Option<String>,
}

impl<M: ScoreText> MultipleChoice<M> {
    /// Scores by this model.
    pub fn new(model: M) -> Self {
        Self {
            model,
            unconditional: None,
        }
    }

    /// Scores each text behind a neutral prompt as well, such as `"Answer:"`, for
    /// [`MutualInfo`](super::Normalization::MutualInfo): twice the calls. An empty one, as lm-evaluation-harness has
    /// it, works with models that begin every text with a mark; with others the first token has no log probability,
    /// which is an error.
    #[must_use]
    pub fn unconditional(mut self, prompt: impl Into<String>) -> Self {
        self.unconditional = Some(prompt.into());
        self
    }

    /// Scores the texts, eight at once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where there are no texts; [`ErrorKind::LogprobsMissing`] where a token of a text has
    /// no exact log probability, for its sum is not to be compared with the others; [`ErrorKind::BadResponse`] where
    /// one is greater than 0; else the model's own.
    pub async fn score<T: Into<String>>(
        &self,
        prompt: &str,
        texts: impl IntoIterator<Item = T>,
    ) -> Result<ChoiceScores> {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        if texts.is_empty() {
            return Err(Error::invalid_input(
                "there are no choices: give at least one text",
            ));
        }
        let choices: Vec<ScoredChoice> = stream::iter(texts)
            .map(|text| self.choice(prompt, text))
            .buffered(CONCURRENCY)
            .try_collect()
            .await?;
        Ok(ChoiceScores::new(choices))
    }

    async fn choice(&self, prompt: &str, text: String) -> Result<ScoredChoice> {
        // The likeliest token at each place tells whether greedy decoding would have written the text.
        let scored = self.model.score_text(prompt, &text, 1).await?;
        let logprob = sum(&scored)?;
        let tokens = scored.tokens().len();
        let unconditional = match &self.unconditional {
            Some(neutral) => Some(sum(&self.model.score_text(neutral, &text, 0).await?)?),
            None => None,
        };
        let mut choice = ScoredChoice::new(text, logprob, tokens).with_greedy(&scored);
        choice.unconditional = unconditional;
        Ok(choice)
    }
}

/// Σ ln p over all tokens of a text.
fn sum(scored: &Scored) -> Result<f64> {
    let measures = scored.measures();
    let inexact = measures.count() - measures.exact();
    let text = scored.text();
    if measures.positive() > 0 {
        return Err(Error::bad_response(format!(
            "a token of {text:?} has a log probability greater than 0, which no probability has"
        )));
    }
    measures.sum().filter(|_| inexact == 0).ok_or_else(|| {
        let count = measures.count();
        let message = format!(
            "{inexact} of the {count} tokens of {text:?} have no exact log probability: it cannot be compared"
        );
        Error::new(ErrorKind::LogprobsMissing, message)
    })
}
