use surprisal_core::{TokenLogprob, TopLogprob};

/// A token of a script: a text with its probability, and what could have come in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct FakeToken {
    text: String,
    probability: f64,
    alternatives: Vec<(String, f64)>,
}

/// A token of this text, which is certain unless told otherwise.
///
/// ```
/// use surprisal_testing::token;
///
/// let paris = token("Paris").p(0.9).alternative("London", 0.05);
/// ```
pub fn token(text: impl Into<String>) -> FakeToken {
    FakeToken {
        text: text.into(),
        probability: 1.0,
        alternatives: Vec::new(),
    }
}

impl FakeToken {
    /// Sets its probability, 0 to 1.
    #[must_use]
    pub fn p(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    /// Adds what could have come in its place, with its probability, 0 to 1.
    #[must_use]
    pub fn alternative(mut self, text: impl Into<String>, probability: f64) -> Self {
        self.alternatives.push((text.into(), probability));
        self
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The token as a provider would score it, with the `top` likeliest candidates. Without a number
    /// there is an empty list, as at OpenAI.
    pub(super) fn logprob(&self, top: Option<u32>) -> TokenLogprob {
        let mut candidates: Vec<(&str, f64)> = self
            .alternatives
            .iter()
            .map(|(text, probability)| (text.as_str(), *probability))
            .chain([(self.text.as_str(), self.probability)])
            .collect();
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
        let scored = |text: &str, probability: f64| {
            TopLogprob::new(text, probability.ln()).with_bytes(text.as_bytes())
        };
        TokenLogprob::from(scored(&self.text, self.probability)).with_top_logprobs(
            candidates
                .into_iter()
                .take(top.unwrap_or_default() as usize)
                .map(|(text, probability)| scored(text, probability)),
        )
    }
}

impl From<&str> for FakeToken {
    fn from(text: &str) -> Self {
        token(text)
    }
}
