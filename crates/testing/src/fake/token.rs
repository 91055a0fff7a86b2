use std::borrow::Cow;

use surprisal_core::{TokenLogprob, TopLogprob};

/// A token of a script: its bytes with their probability, and what could have come in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct FakeToken {
    chosen: Candidate,
    alternatives: Vec<Candidate>,
    /// Its rank, where the alternatives are not all there are.
    rank: Option<u32>,
}

/// What can stand at a position.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) bytes: Vec<u8>,
    pub(super) probability: f64,
    pub(super) id: Option<u32>,
}

/// A token of this text, which is certain unless told otherwise.
///
/// ```
/// use surprisal_testing::token;
///
/// let paris = token("Paris").p(0.9).alternative("London", 0.05);
/// ```
pub fn token(text: impl Into<String>) -> FakeToken {
    byte_token(text.into())
}

/// A token of these bytes, which may be part of a character. Its text is an escape then, as it is at OpenAI, and the
/// text of the answer has the character once the last of its tokens has come.
///
/// ```
/// use surprisal_testing::byte_token;
///
/// let crab = [byte_token(b"\xf0\x9f").p(0.5), byte_token(b"\xa6\x80")];
/// assert_eq!(crab[0].text(), r"\xf0\x9f");
/// ```
pub fn byte_token(bytes: impl Into<Vec<u8>>) -> FakeToken {
    FakeToken::new(
        Candidate {
            bytes: bytes.into(),
            probability: 1.0,
            id: None,
        },
        Vec::new(),
        None,
    )
}

impl FakeToken {
    pub(super) fn new(chosen: Candidate, alternatives: Vec<Candidate>, rank: Option<u32>) -> Self {
        Self {
            chosen,
            alternatives,
            rank,
        }
    }

    /// Sets its probability, 0 to 1.
    #[must_use]
    pub fn p(mut self, probability: f64) -> Self {
        self.chosen.probability = probability;
        self
    }

    /// Adds what could have come in its place, with its probability, 0 to 1.
    #[must_use]
    pub fn alternative(mut self, text: impl Into<String>, probability: f64) -> Self {
        self.alternatives.push(Candidate {
            bytes: text.into().into_bytes(),
            probability,
            id: None,
        });
        self
    }

    /// The text; an escape such as `\xf0\x9f` where the bytes are none.
    pub fn text(&self) -> Cow<'_, str> {
        self.chosen.text()
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.chosen.bytes
    }

    /// Keeps this many of its bytes, and gives the rest as a token that is certain once these have come.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        byte_token(self.chosen.bytes.split_off(at))
    }

    /// The token as a provider would score it, with the `top` likeliest candidates. Without a number there is an empty
    /// list, as at OpenAI. A list that lacks the token says its rank.
    pub(super) fn logprob(&self, top: Option<u32>) -> TokenLogprob {
        let mut candidates: Vec<&Candidate> = std::iter::once(&self.chosen)
            .chain(&self.alternatives)
            .collect();
        candidates.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        let at = candidates
            .iter()
            .position(|candidate| std::ptr::eq(*candidate, &self.chosen))
            .unwrap_or_default();
        let top = top.unwrap_or_default() as usize;
        let mut chosen = self.chosen.scored();
        if top > 0 && at >= top {
            chosen = chosen.with_rank(self.rank.unwrap_or(at as u32 + 1));
        }
        let listed = candidates.into_iter().take(top).map(Candidate::scored);
        TokenLogprob::from(chosen).with_top_logprobs(listed)
    }
}

impl Candidate {
    fn text(&self) -> Cow<'_, str> {
        match str::from_utf8(&self.bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                let escapes = self.bytes.iter().map(|byte| format!(r"\x{byte:02x}"));
                Cow::Owned(escapes.collect())
            }
        }
    }

    fn scored(&self) -> TopLogprob {
        let scored = TopLogprob::new(&self.text(), self.probability.ln()).with_bytes(&self.bytes);
        match self.id {
            Some(id) => scored.with_id(id),
            None => scored,
        }
    }
}

impl From<&str> for FakeToken {
    fn from(text: &str) -> Self {
        token(text)
    }
}
