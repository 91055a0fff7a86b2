use std::collections::HashMap;

use surprisal_core::{Error, ErrorKind, HasLogprobs, Result, TokenLogprob};

use super::at::Start;
use super::walk::walk;
use super::{At, Fold, LabelDistribution};

/// Labels of which an answer is to be one.
///
/// ```
/// use surprisal_confidence::{At, Labels};
/// use surprisal_core::{CallOptions, Result, RunnableExt};
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let model = FakeChatModel::new()
///     .say([token("Art").p(0.9).alternative(" art", 0.05).alternative("Sports", 0.03)])
///     .bind(CallOptions::new().logprobs(true).top_logprobs(5));
/// let answer = model.invoke("Of what is `The Night Watch`?").await?;
///
/// let labels = Labels::new(["Technology", "Sports", "Art"]);
/// let distribution = labels.read(&answer, At::First)?;
/// assert_eq!(distribution.best(), Some("Art"));
/// assert!((distribution.coverage() - 0.98).abs() < 1e-12);
/// let technology = distribution.probability("Technology").unwrap();
/// assert!(technology.lower == 0.0 && technology.upper > 0.019); // it was not listed, and may have what is left
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    pub(super) names: Vec<String>,
    /// What a label is called, with its place among the names.
    pub(super) spellings: Vec<(usize, String)>,
    pub(super) fold: Fold,
}

impl Labels {
    /// These labels, in this order: of equally likely ones the first is the best.
    pub fn new<T: Into<String>>(labels: impl IntoIterator<Item = T>) -> Self {
        let names: Vec<String> = labels.into_iter().map(Into::into).collect();
        Self {
            spellings: names.iter().cloned().enumerate().collect(),
            names,
            fold: Fold::default(),
        }
    }

    /// Sets which differences of spelling do not matter; [`Fold::Case`] unless it is set.
    #[must_use]
    pub fn fold(mut self, fold: Fold) -> Self {
        self.fold = fold;
        self
    }

    /// Adds what else a label is called. A label that there is not yet is added, too.
    #[must_use]
    pub fn alias<T: Into<String>>(
        mut self,
        label: &str,
        aliases: impl IntoIterator<Item = T>,
    ) -> Self {
        let known = self.names.iter().position(|name| name == label);
        let index = known.unwrap_or_else(|| {
            self.spellings.push((self.names.len(), label.to_owned()));
            self.names.push(label.to_owned());
            self.names.len() - 1
        });
        let aliases = aliases.into_iter().map(|alias| (index, alias.into()));
        self.spellings.extend(aliases);
        self
    }

    /// The labels.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The probability of each label at a place in an answer.
    ///
    /// Each candidate of the place is folded and is then a label, the beginning of some, or something else. The mass of
    /// what begins several labels, or just one, is not given to any, and kept apart, unless it was chosen: then the
    /// answer's own tokens behind it tell how it goes on, with the candidates of these places. What no candidate has
    /// may be any label's.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LogprobsMissing`] for an answer without log probabilities; [`ErrorKind::BadResponse`] where it has
    /// no such place, where its tokens are not those of its text, and where the probabilities of the place add up to
    /// more than 1; [`ErrorKind::InvalidInput`] for no labels or an empty one, for two that are spelled alike where they
    /// are compared, and for a pointer that is none.
    pub fn read(
        &self,
        answer: &(impl HasLogprobs + ?Sized),
        at: At<'_>,
    ) -> Result<LabelDistribution> {
        if answer.tokens().is_empty() {
            return Err(missing());
        }
        walk(self, answer.tokens(), at.start(answer)?)
    }

    /// As [`read`](Self::read), of tokens: at the first of them.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_tokens(&self, tokens: &[TokenLogprob]) -> Result<LabelDistribution> {
        match tokens {
            [] => Err(missing()),
            tokens => walk(self, tokens, Start::default()),
        }
    }

    /// The spellings as they are compared, none of which is that of two labels.
    pub(super) fn compared(&self) -> Result<Vec<(usize, String)>> {
        let folded = self.folded()?;
        let mut owners = HashMap::new();
        for (label, spelling) in &folded {
            let owner = *owners.entry(spelling).or_insert(label);
            if owner != label {
                let name = |label: &usize| self.names.get(*label).map_or("", String::as_str);
                return Err(Error::invalid_input(format!(
                    "the labels {:?} and {:?} are spelled alike where they are compared: take one of them, or a `Fold` that tells them apart",
                    name(owner),
                    name(label)
                )));
            }
        }
        Ok(folded)
    }

    /// The spellings as they are folded.
    pub(super) fn folded(&self) -> Result<Vec<(usize, String)>> {
        let fold = |(index, spelling): &(usize, String)| {
            let folded = self.fold.apply(spelling);
            let folded = match self.fold {
                Fold::Exact => folded.as_ref(),
                _ => folded.trim_end(),
            };
            (*index, folded.to_owned())
        };
        let folded: Vec<_> = self.spellings.iter().map(fold).collect();
        if folded.is_empty() || folded.iter().any(|(_, spelling)| spelling.is_empty()) {
            return Err(Error::invalid_input(format!(
                "the labels are {:?}: give at least one, and none that is empty",
                self.names
            )));
        }
        Ok(folded)
    }
}

fn missing() -> Error {
    Error::new(
        ErrorKind::LogprobsMissing,
        "the answer has no log probabilities to read: ask for them by `logprobs` and `top_logprobs`",
    )
}
