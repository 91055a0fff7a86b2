use std::fmt;
use std::ops::AddAssign;

use smallvec::SmallVec;

use super::{Availability, Basis, Channel, Measures, Reported, TokenLogprob};

/// The log probabilities of one choice, its channels kept apart.
///
/// They form a monoid: `+=` appends channel by channel, `default()` is its identity. Of what the provider
/// [reports](Self::reported) the last counts.
///
/// ```
/// use surprisal_core::{Channel, Logprobs, TokenLogprob};
///
/// let mut logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new("Hel", -0.1)]);
/// logprobs += Logprobs::new(Channel::Content, [TokenLogprob::new("lo", -0.2)]);
/// assert_eq!(logprobs.content().len(), 2);
/// assert_eq!(logprobs.channel(Channel::Refusal), None);
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Logprobs {
    /// Sorted by channel, each channel once.
    channels: SmallVec<[(Channel, Vec<TokenLogprob>); 1]>,
    availability: Availability,
    basis: Option<Basis>,
    // Boxed, since few providers have it; never an empty one.
    reported: Option<Box<Reported>>,
}

impl Logprobs {
    /// No log probabilities, which nobody asked for.
    pub const EMPTY: &'static Self = &Self {
        channels: SmallVec::new_const(),
        availability: Availability::NotRequested,
        basis: None,
        reported: None,
    };

    /// The tokens of one channel, [returned](Availability::Returned) by the provider.
    pub fn new(channel: Channel, tokens: impl IntoIterator<Item = TokenLogprob>) -> Self {
        let mut logprobs = Self::default();
        logprobs.extend(channel, tokens.into_iter().collect());
        logprobs
    }

    /// Appends to a channel, and opens it if there are no tokens yet: a channel that was sent without
    /// tokens differs from one that was not sent.
    pub fn extend(&mut self, channel: Channel, mut tokens: Vec<TokenLogprob>) {
        self.availability = Availability::Returned;
        match self
            .channels
            .iter()
            .position(|(known, _)| *known >= channel)
        {
            Some(at) => match self.channels.get_mut(at) {
                Some((known, list)) if *known == channel => {
                    if list.is_empty() {
                        *list = tokens;
                    } else {
                        list.append(&mut tokens);
                    }
                }
                _ => self.channels.insert(at, (channel, tokens)),
            },
            None => self.channels.push((channel, tokens)),
        }
    }

    /// Records what is known of a choice without tokens; what is known already is kept if it says more.
    pub fn set_availability(&mut self, availability: Availability) {
        self.availability = self.availability.max(availability);
    }

    /// Whether there are log probabilities, and if not, why.
    pub fn availability(&self) -> Availability {
        self.availability
    }

    /// Records which distribution the log probabilities are of; what is known already is kept.
    pub fn set_basis(&mut self, basis: Basis) {
        self.basis.get_or_insert(basis);
    }

    /// Which distribution the log probabilities are of, if the provider says so. Never compare across
    /// different ones.
    pub fn basis(&self) -> Option<Basis> {
        self.basis
    }

    /// Records what the provider says of the log probabilities as a whole. A later report takes the place of an
    /// earlier one, number by number; a number that is not finite tells nothing. It says nothing of the
    /// [availability](Self::availability) of tokens.
    pub fn set_reported(&mut self, later: Reported) {
        let reported = self.reported().replaced_by(later);
        if !reported.is_empty() {
            self.reported = Some(Box::new(reported));
        }
    }

    /// What the provider says of the log probabilities as a whole; empty if nothing. No measure uses it, for
    /// [which tokens it counts](Reported) is not told.
    pub fn reported(&self) -> Reported {
        self.reported.as_deref().copied().unwrap_or_default()
    }

    /// The tokens of the answer's text; empty if there are none.
    pub fn content(&self) -> &[TokenLogprob] {
        self.channel(Channel::Content).unwrap_or_default()
    }

    /// The tokens of the refusal; empty if there are none.
    pub fn refusal(&self) -> &[TokenLogprob] {
        self.channel(Channel::Refusal).unwrap_or_default()
    }

    /// The tokens of the reasoning; empty if there are none.
    pub fn reasoning(&self) -> &[TokenLogprob] {
        self.channel(Channel::Reasoning).unwrap_or_default()
    }

    /// The tokens of a channel. `None` if the provider did not send it, which differs from sending it
    /// without tokens.
    pub fn channel(&self, channel: Channel) -> Option<&[TokenLogprob]> {
        self.channels
            .iter()
            .find(|(known, _)| *known == channel)
            .map(|(_, tokens)| tokens.as_slice())
    }

    /// Every channel that was sent, with its tokens.
    pub fn channels(&self) -> impl Iterator<Item = (Channel, &[TokenLogprob])> {
        self.channels
            .iter()
            .map(|(channel, tokens)| (*channel, tokens.as_slice()))
    }

    /// Whether no channel has a token.
    pub fn is_empty(&self) -> bool {
        self.channels.iter().all(|(_, tokens)| tokens.is_empty())
    }

    /// The measures of the answer's text. For another channel use [`Measures::of`].
    pub fn measures(&self) -> Measures {
        Measures::of(self.content())
    }
}

impl AddAssign for Logprobs {
    fn add_assign(&mut self, other: Self) {
        self.set_reported(other.reported());
        for (channel, tokens) in other.channels {
            self.extend(channel, tokens);
        }
        self.set_availability(other.availability);
        self.basis = self.basis.or(other.basis);
    }
}

impl fmt::Debug for Logprobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Logprobs");
        for (channel, tokens) in self.channels() {
            out.field(channel.as_str(), &tokens);
        }
        if let Some(basis) = self.basis {
            out.field("basis", &basis);
        }
        if let Some(reported) = &self.reported {
            out.field("reported", reported);
        }
        out.field("availability", &self.availability).finish()
    }
}
