use surprisal_core::{Channel, Logprobs, TokenLogprob};

use super::spelling::spelled;

/// Finds out which tokens are those of the thinking, of the answer, and of the calls of tools.
///
/// Ollama gives one list for all of them, a line at a time where the answer is streamed, with tokens that are in no text:
/// the marks around the thinking, white space that is cut off, and what its parsers hold back. A line without a
/// text says nothing of whose its tokens are; they wait for the next one that has a text.
#[derive(Debug)]
pub(super) struct Channels {
    held: Vec<TokenLogprob>,
    last: Channel,
}

/// What a line says beside its tokens.
pub(super) struct Said<'a> {
    pub(super) thinking: &'a str,
    pub(super) content: &'a str,
    pub(super) has_calls: bool,
    pub(super) is_last: bool,
}

/// Where in a list of tokens the answer begins and ends. What comes before it is the thinking's, what comes behind it the
/// calls'.
struct Cuts {
    start: usize,
    end: usize,
}

impl Default for Channels {
    fn default() -> Self {
        Self {
            held: Vec::new(),
            last: Channel::Content,
        }
    }
}

impl Channels {
    /// The tokens of a line, each in its channel; and whether thinking and answer could not be told apart, in which case all
    /// tokens are with the thinking, so that no measure of the answer counts what is not its own.
    pub(super) fn sort(&mut self, tokens: Vec<TokenLogprob>, said: &Said<'_>) -> (Logprobs, bool) {
        let mut tokens = match self.held.is_empty() {
            true => tokens,
            false => {
                self.held.extend(tokens);
                std::mem::take(&mut self.held)
            }
        };
        let is_silent = said.thinking.is_empty() && said.content.is_empty() && !said.has_calls;
        if is_silent && !said.is_last {
            self.held = tokens;
            return (Logprobs::default(), false);
        }
        let cuts = self.cuts(&tokens, said);
        let is_mixed = cuts.is_none();
        let Cuts { start, end } = cuts.unwrap_or(Cuts {
            start: tokens.len(),
            end: tokens.len(),
        });
        let before = match said.thinking.is_empty() {
            true => self.last,
            false => Channel::Reasoning,
        };
        let mut sorted = Logprobs::default();
        let mut add = |channel, tokens: Vec<TokenLogprob>| {
            if !tokens.is_empty() {
                sorted.extend(channel, tokens);
            }
        };
        add(Channel::ToolCalls, tokens.split_off(end.min(tokens.len())));
        add(Channel::Content, tokens.split_off(start.min(tokens.len())));
        add(before, tokens);
        if !said.content.is_empty() {
            self.last = Channel::Content;
        } else if !said.thinking.is_empty() {
            self.last = Channel::Reasoning;
        }
        (sorted, is_mixed)
    }

    /// `None` where it cannot be told.
    fn cuts(&self, tokens: &[TokenLogprob], said: &Said<'_>) -> Option<Cuts> {
        let all = tokens.len();
        let thought = match said.thinking.is_empty() {
            true => Some(0),
            false => find(tokens, 0, said.thinking).map(|(_, end)| end),
        };
        if said.content.is_empty() {
            let end = match said.has_calls {
                true => thought.unwrap_or(all),
                false => all,
            };
            return Some(Cuts { start: end, end });
        }
        let is_first = !said.thinking.is_empty() || self.last == Channel::Reasoning;
        let found = match is_first || said.has_calls {
            false => Some((0, all)),
            true => match thought {
                Some(from) => find(tokens, from, said.content),
                None => find_last(tokens, said.content),
            },
        };
        match found {
            Some((start, end)) => Some(Cuts {
                start: if is_first { start } else { 0 },
                end: if said.has_calls { end } else { all },
            }),
            None if said.thinking.is_empty() || all == 0 => Some(Cuts { start: 0, end: all }),
            None => None,
        }
    }
}

/// Where tokens first spell this text.
fn find(tokens: &[TokenLogprob], from: usize, text: &str) -> Option<(usize, usize)> {
    at_places(tokens, from..tokens.len(), text)
}

fn find_last(tokens: &[TokenLogprob], text: &str) -> Option<(usize, usize)> {
    at_places(tokens, (0..tokens.len()).rev(), text)
}

fn at_places(
    tokens: &[TokenLogprob],
    mut places: impl Iterator<Item = usize>,
    text: &str,
) -> Option<(usize, usize)> {
    let mut steps = tokens.len().saturating_mul(PATIENCE);
    places.find_map(|at| {
        let count = spelled(tokens.get(at..)?, text, &mut steps)?;
        Some((at, at + count))
    })
}

/// How many times each token is looked at on average before a search is given up: a long answer that repeats itself
/// would take the square of its length.
const PATIENCE: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(repeats: usize) -> (Logprobs, bool) {
        let texts = ["x"].into_iter().chain(vec!["a"; 2 * repeats]).chain(["b"]);
        let tokens = texts.map(|text| TokenLogprob::new(text, -0.1)).collect();
        let said = Said {
            thinking: "x",
            content: &format!("{}b", "a".repeat(repeats)),
            has_calls: false,
            is_last: true,
        };
        Channels::default().sort(tokens, &said)
    }

    #[test]
    fn a_search_that_would_take_the_square_of_a_long_list_is_given_up_and_said_so() {
        let (short, is_mixed) = sorted(50);
        assert_eq!((short.content().len(), is_mixed), (51, false));
        let (long, is_mixed) = sorted(2000);
        assert_eq!((long.reasoning().len(), is_mixed), (4002, true));
    }
}
