use std::collections::VecDeque;

use surprisal_core::{AiMessageChunk, HasLogprobs as _, TokenLogprob};

/// The last tokens of a stream, and how surprising they are.
///
/// Tokens without an exact score are passed over. Constant memory; a mean costs as much work as the window has tokens.
///
/// ```
/// use surprisal_confidence::Window;
/// use surprisal_core::TokenLogprob;
///
/// let mut window = Window::new(2);
/// window.push(&TokenLogprob::new("a", -9.0));
/// assert_eq!(window.mean_surprisal(), None); // not full
/// window.push(&TokenLogprob::new("b", -1.0));
/// window.push(&TokenLogprob::new("c", -2.0));
/// assert_eq!(window.mean_surprisal(), Some(1.5));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    tokens: usize,
    surprisals: VecDeque<f64>,
}

impl Window {
    /// Of so many tokens, and of at least one.
    pub fn new(tokens: usize) -> Self {
        Self {
            tokens: tokens.max(1),
            surprisals: VecDeque::new(),
        }
    }

    /// Takes one more token in, and the oldest out where it is full.
    pub fn push(&mut self, token: &TokenLogprob) {
        if let Some(logprob) = token.score().exact() {
            if self.surprisals.len() == self.tokens {
                self.surprisals.pop_front();
            }
            self.surprisals.push_back(-logprob);
        }
    }

    /// The mean of −ln p over the window, in nats a token; greater is less sure. `None` until it is full.
    pub fn mean_surprisal(&self) -> Option<f64> {
        let is_full = self.surprisals.len() == self.tokens;
        is_full.then(|| self.surprisals.iter().sum::<f64>() / self.tokens as f64)
    }

    /// A condition for [`stop_when`](super::stop_when): that after some token of the answer's text the mean surprisal of the
    /// window is above so many nats. It is looked at after each token, so it does not matter how many come in a chunk.
    ///
    /// A window whose confidence falls below a threshold is how DeepConf ends its traces (arXiv 2508.15260), there by the mean
    /// over the listed alternatives.
    pub fn surprisal_above(
        mut self,
        nats: f64,
    ) -> impl FnMut(&AiMessageChunk) -> bool + Send + 'static {
        move |chunk| {
            chunk.tokens().iter().any(|token| {
                self.push(token);
                self.mean_surprisal().is_some_and(|mean| mean > nats)
            })
        }
    }
}
