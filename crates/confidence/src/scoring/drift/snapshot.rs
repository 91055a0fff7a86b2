use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use surprisal_core::{AiMessage, Error, ErrorKind, HasLogprobs as _, Result, Scored, TopLogprob};

use super::Drift;

/// The log probabilities that a model gave to the same prompt several times: what is stored to be
/// [compared](Self::compare) with a later one. Taken by [`DriftProbe`](super::DriftProbe), or put together of answers
/// and scores.
///
/// ```
/// use surprisal_confidence::Snapshot;
/// use surprisal_core::{Channel, Logprobs, Scored, TokenLogprob};
///
/// let score = |logprob| Scored::new(" x", Logprobs::new(Channel::Content, [TokenLogprob::new(" x", logprob)]));
/// let (mut then, mut now) = (Snapshot::new("prompt"), Snapshot::new("prompt"));
/// for wobble in [0.0, 0.001, 0.002, 0.003, 0.004] {
///     then.push_scored(&score(-1.0 - wobble))?;
///     now.push_scored(&score(-1.1 - wobble))?;
/// }
/// let drift = then.compare(&now, 999, 7)?;
/// assert!((drift.statistic - 0.1).abs() < 1e-12 && drift.p_value < 0.05);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    prompt: String,
    models: BTreeSet<String>,
    samples: Vec<BTreeMap<String, f64>>,
}

impl Snapshot {
    /// Without samples yet; the prompt is what tells snapshots apart that are not to be compared.
    pub fn new(prompt: impl Into<String>) -> Self {
        Self {
            prompt: prompt.into(),
            models: BTreeSet::new(),
            samples: Vec::new(),
        }
    }

    /// Adds the candidates of the answer's first token as a sample: those that are listed, and the token itself.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LogprobsMissing`] where there is no first token with an exact log probability.
    pub fn push_answer(&mut self, answer: &AiMessage) -> Result<()> {
        let first = answer.tokens().first().into_iter();
        let candidates = first.flat_map(|token| token.candidates());
        self.push(candidates.map(|top| (key(top), top)))?;
        self.models.extend(answer.response_metadata().model.clone());
        Ok(())
    }

    /// Adds the tokens of a given text as a sample.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LogprobsMissing`] where no token has an exact log probability.
    pub fn push_scored(&mut self, scored: &Scored) -> Result<()> {
        let tokens = scored.tokens().iter().enumerate();
        self.push(tokens.map(|(place, token)| {
            let key = format!("{place} {}", key(token.chosen()));
            (key, token.chosen())
        }))
    }

    fn push<'a>(&mut self, tokens: impl Iterator<Item = (String, &'a TopLogprob)>) -> Result<()> {
        let mut sample = BTreeMap::new();
        for (key, token) in tokens {
            // A floor says that the token is not among the likely ones, which is what its absence says.
            if let Some(logprob) = token.score().exact() {
                sample.entry(key).or_insert(logprob);
            }
        }
        if sample.is_empty() {
            return Err(Error::new(
                ErrorKind::LogprobsMissing,
                "no token has an exact log probability, so there is nothing to compare by: ask for logprobs",
            ));
        }
        self.samples.push(sample);
        Ok(())
    }

    /// The prompt.
    pub fn prompt(&self) -> &str {
        &self.prompt
    }

    /// The models that have answered, as they call themselves.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        self.models.iter().map(String::as_str)
    }

    /// Each sample: tokens with their log probabilities in nats.
    pub fn samples(&self) -> &[BTreeMap<String, f64>] {
        &self.samples
    }

    /// Whether a later one is of another distribution: see [`Drift`]. So many permutations are drawn, 1000 or so, and
    /// from this seed: the same seed gives the same result.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the prompts differ, where either has fewer than two samples, or for no
    /// permutations.
    pub fn compare(&self, later: &Self, permutations: usize, seed: u64) -> Result<Drift> {
        if self.prompt != later.prompt {
            return Err(Error::invalid_input(format!(
                "the prompts are {:?} and {:?}: snapshots of the same prompt are compared",
                self.prompt, later.prompt
            )));
        }
        Drift::between(&self.samples, &later.samples, permutations, seed)
    }
}

/// What a token is called: its bytes as text, escaped where they are none; or else its id, or what the provider wrote.
fn key(token: &TopLogprob) -> String {
    match (token.bytes(), token.id()) {
        (Some(bytes), _) => match str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => escaped(bytes),
        },
        (None, Some(id)) => format!("#{id}"),
        (None, None) => token.token().unwrap_or_default().to_owned(),
    }
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "\\x{byte:02x}");
        text
    })
}
