use std::collections::VecDeque;

use surprisal_core::{AiMessageChunk, HasLogprobs as _, TokenLogprob};

/// A condition for [`stop_when`](super::stop_when): that after some token of the answer's text the mean of −ln p over the
/// last so many tokens, at least one, is above so many nats a token.
///
/// It is looked at after each token, so it does not matter how many come in a chunk, and never before there are so many.
/// Tokens without an exact score are passed over. Work and memory for a token go with the length of the window.
///
/// DeepConf (arXiv 2508.15260) ends its traces in this way, by the mean over the listed alternatives in the place of the
/// token's own log probability.
///
/// ```
/// use surprisal_confidence::mean_surprisal_above;
/// use surprisal_core::{AiMessageChunk, Channel, ChoiceChunk, Logprobs, TokenLogprob};
///
/// let chunk = |logprob| {
///     let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new("x", logprob)]);
///     AiMessageChunk::default().with_choice(ChoiceChunk::new(0, "x").with_logprobs(logprobs))
/// };
/// let mut unsure = mean_surprisal_above(1.4, 2);
/// assert_eq!([-9.0, -0.1, -2.0, -1.0].map(|logprob| unsure(&chunk(logprob))), [false, true, false, true]);
/// ```
pub fn mean_surprisal_above(
    nats: f64,
    last: usize,
) -> impl FnMut(&AiMessageChunk) -> bool + Send + 'static {
    let size = last.max(1);
    let mut window = VecDeque::new();
    let mut take = move |token: &TokenLogprob| {
        let Some(logprob) = token.score().exact() else {
            return false;
        };
        if window.len() == size {
            window.pop_front();
        }
        window.push_back(-logprob);
        window.len() == size && window.iter().sum::<f64>() / size as f64 > nats
    };
    move |chunk| chunk.tokens().iter().any(&mut take)
}
