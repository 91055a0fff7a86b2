use surprisal_core::{AiMessage, Error, HasLogprobs, Usage};

use super::Group;
use super::groups::{entropy, group};

/// An answer among several to the same question, with what was read of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sample {
    /// The answer.
    pub answer: AiMessage,
    /// What it says. `None` where it could not be read.
    pub reading: Option<String>,
}

impl Sample {
    /// exp(mean ln p) of its tokens. `None` where one of them has no exact score, or one above 0, or where there are
    /// none.
    fn weight(&self) -> Option<f64> {
        let measures = self.answer.measures();
        let is_whole = measures.exact() == measures.count() && measures.positive() == 0;
        measures.mean().filter(|_| is_whole).map(f64::exp)
    }
}

/// Several answers to the same question, and how far they agree: what [`SelfConsistency`](super::SelfConsistency)
/// gives.
///
/// ```
/// use surprisal_confidence::Samples;
/// use surprisal_core::AiMessage;
///
/// let answers = ["It is 18.", "18", "It is 26."].map(AiMessage::new);
/// let digits = |answer: &AiMessage| Some(answer.text().chars().filter(char::is_ascii_digit).collect());
/// let samples = Samples::of(answers, digits);
/// let majority = samples.majority().unwrap();
/// assert_eq!((&*majority.reading, majority.members.len()), ("18", 2));
/// ```
#[derive(Debug)]
pub struct Samples {
    samples: Vec<Sample>,
    groups: Vec<Group>,
    errors: Vec<(usize, Error)>,
    usage: Usage,
}

impl Samples {
    /// Answers that are there already, with a function that reads what each says; such readings are the same where they
    /// are equal.
    pub fn of(
        answers: impl IntoIterator<Item = AiMessage>,
        read: impl Fn(&AiMessage) -> Option<String>,
    ) -> Self {
        let samples = answers.into_iter().map(|answer| Sample {
            reading: read(&answer),
            answer,
        });
        let without_groups = Self {
            samples: samples.collect(),
            groups: Vec::new(),
            errors: Vec::new(),
            usage: Usage::default(),
        };
        without_groups.grouped_by(|one, other| one == other)
    }

    pub(super) fn with_calls(mut self, errors: Vec<(usize, Error)>, usage: Usage) -> Self {
        self.errors = errors;
        self.usage = usage;
        self
    }

    /// Groups the readings by their meaning, as the function says: each is put to the first group whose first member it
    /// says is the same. [`entropy`](Self::entropy) and [`weighted_entropy`](Self::weighted_entropy) are semantic
    /// entropies then.
    ///
    /// Kuhn et al. 2023 (arXiv 2302.09664) call two answers the same where each entails the other, by a model of
    /// natural language inference.
    #[must_use]
    pub fn grouped_by(mut self, same: impl FnMut(&str, &str) -> bool) -> Self {
        let readings: Vec<_> = self
            .samples
            .iter()
            .map(|it| it.reading.as_deref())
            .collect();
        let weights: Vec<_> = self.samples.iter().map(Sample::weight).collect();
        self.groups = group(&readings, &weights, same);
        self
    }

    /// Every answer that came, in the order in which they were asked for.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// The groups of those that could be read, the largest first; of equals the one that came first.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The calls that failed, by their place among the calls.
    pub fn errors(&self) -> &[(usize, Error)] {
        &self.errors
    }

    /// What all calls that were answered cost together: see [`Usage::sum_of`].
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// The largest group; of equals the one that came first. `None` where nothing could be read. Self-consistency (Wang
    /// et al. 2022, arXiv 2203.11171).
    pub fn majority(&self) -> Option<&Group> {
        self.groups.first()
    }

    /// The group of the greatest [weight](Group::weight); of equals the one that comes first in
    /// [`groups`](Self::groups). `None` where one of the answers has no weight. The "weighted sum (normalized)" of the
    /// same paper.
    ///
    /// What is likely is sampled more often already: here it counts by its number and by its probability.
    pub fn heaviest(&self) -> Option<&Group> {
        let mut heaviest: Option<(&Group, f64)> = None;
        for group in &self.groups {
            let weight = group.weight?;
            if heaviest.is_none_or(|(_, most)| weight > most) {
                heaviest = Some((group, weight));
            }
        }
        heaviest.map(|(group, _)| group)
    }

    /// The entropy of the groups by the number of their members, among the samples that could be read: −Σ p ln p, in
    /// nats, 0 where all agree and at most ln n. `None` where nothing could be read.
    ///
    /// Of groups by meaning this is the discrete semantic entropy of Farquhar et al. 2024 (Nature 630). It needs no log
    /// probabilities, and answers of any length compare.
    pub fn entropy(&self) -> Option<f64> {
        let sizes = self.groups.iter().map(|group| group.members.len() as f64);
        let all: f64 = sizes.clone().sum();
        (all > 0.0).then(|| entropy(sizes.map(|size| size / all)))
    }

    /// The entropy of the groups by their [weights](Group::weight): −Σ p ln p, in nats, 0 where all agree and at most
    /// the logarithm of the number of groups. `None` where one of the answers has no weight.
    ///
    /// Of groups by meaning this is the length-normalised semantic entropy as uqlm computes it. lm-polygraph's, the
    /// mean of −ln Σ p over samples with the probabilities of whole texts, is not given: they do not add up to 1, so it
    /// grows with the length of the answers and does not compare between questions.
    pub fn weighted_entropy(&self) -> Option<f64> {
        let weights: Option<Vec<f64>> = self.groups.iter().map(|group| group.weight).collect();
        weights.filter(|weights| !weights.is_empty()).map(entropy)
    }
}
