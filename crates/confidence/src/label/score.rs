use futures::{StreamExt, TryStreamExt, stream};
use surprisal_core::{Error, ErrorKind, HasLogprobs, Result, ScoreText};

use super::{LabelDistribution, Labels};

/// How many spellings are scored at once.
const CONCURRENCY: usize = 8;

impl Labels {
    /// The probability of each label as what comes behind a prompt: exact, also for labels of several tokens, with a
    /// model that gives the log probabilities of given texts.
    ///
    /// Each spelling is scored as it stands, and the spellings of a label add up. The space between words belongs to
    /// the label: `Labels::new([" Paris", " Rome"])`, or `.alias("Paris", [" Paris"])` for both. A spelling is scored
    /// up to its end, whatever comes behind it: so ` Par` would have what ` Paris` has.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] for no labels or an empty one, and where a spelling of one label begins one of
    /// another; [`ErrorKind::LogprobsMissing`] where a token has no exact score; else those of
    /// [`ScoreText::score_text`].
    pub async fn score(
        &self,
        model: &(impl ScoreText + ?Sized),
        prompt: &str,
    ) -> Result<LabelDistribution> {
        self.folded()?;
        let spellings = self.scored()?;
        let score = |(label, spelling): (usize, String)| async move {
            let scored = model.score_text(prompt, &spelling, 0).await?;
            let measures = scored.measures();
            let sum = measures
                .sum()
                .filter(|_| measures.exact() == measures.count());
            let sum = sum.ok_or_else(|| {
                let message = format!("a token of {spelling:?} has no exact log probability");
                Error::new(ErrorKind::LogprobsMissing, message)
            })?;
            Ok::<_, Error>((label, sum.min(0.0)))
        };
        let sums: Vec<_> = stream::iter(spellings)
            .map(score)
            .buffered(CONCURRENCY)
            .try_collect()
            .await?;
        let mut distribution = LabelDistribution::new(self.names.clone());
        for (label, sum) in sums {
            distribution.settle(label, sum);
        }
        Ok(distribution)
    }

    /// The spellings to score: without those that begin with another one of the same label, which has their
    /// probability.
    fn scored(&self) -> Result<Vec<(usize, String)>> {
        let mut scored = Vec::new();
        for (place, (label, spelling)) in self.spellings.iter().enumerate() {
            let others = self.spellings.iter().enumerate();
            let shorter = others.filter(|(at, (_, other))| {
                let is_shorter = spelling.len() > other.len() || place > *at;
                place != *at && is_shorter && spelling.starts_with(other.as_str())
            });
            let shorter: Vec<_> = shorter.map(|(_, shorter)| shorter).collect();
            if let Some((_, other)) = shorter.iter().find(|(owner, _)| owner != label) {
                return Err(Error::invalid_input(format!(
                    "the label {other:?} begins {spelling:?}, and has its probability too: end both with what comes behind them, such as a line break"
                )));
            }
            if shorter.is_empty() {
                scored.push((*label, spelling.clone()));
            }
        }
        Ok(scored)
    }
}
