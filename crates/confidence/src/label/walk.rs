use surprisal_core::{Error, Result, TokenLogprob, TopLogprob};

use super::at::Start;
use super::{Fold, LabelDistribution, Labels, Open, Relation, relation};
use crate::measure::Place;

/// What a candidate is, with all that was written before it.
enum Class {
    /// This label.
    Settled(usize),
    /// The beginning of these, or already the one that is `whole`.
    Open(Vec<usize>, Option<usize>),
    /// No label.
    Other,
}

/// Reads the candidates of the place, and, as long as what was chosen may still become a label or another, of those
/// behind it.
pub(super) fn walk(
    labels: &Labels,
    tokens: &[TokenLogprob],
    start: Start,
) -> Result<LabelDistribution> {
    let spellings = labels.compared()?;
    let longest = spellings.iter().map(|(_, spelling)| spelling.len()).max();
    let walk = Walk {
        longest: longest.unwrap_or_default().max(AHEAD),
        spellings,
        fold: labels.fold,
    };
    let mut tokens = tokens.get(start.token..).unwrap_or_default();
    let mut distribution = LabelDistribution::new(labels.names.clone());
    let mut written = Vec::new();
    let mut skip = start.skip;
    // The log probability of having come here.
    let mut reach = 0.0_f64;
    while let Some((token, rest)) = tokens.split_first() {
        let place = Place::of(token);
        if !place.is_possible {
            return Err(Error::bad_response(format!(
                "the probabilities of the candidates for {:?} add up to more than 1, so they are none",
                token.token().unwrap_or_default()
            )));
        }
        let passed = before(token, skip);
        let mut goes_on = None;
        for candidate in token.candidates() {
            let Some(logprob) = candidate.score().exact() else {
                continue;
            };
            let logprob = logprob.min(0.0);
            let is_chosen = goes_on.is_none() && candidate.is_same_token(token.chosen());
            let class = walk.class(&written, candidate, passed);
            let may_go_on =
                is_chosen && is_known(candidate) && !rest.is_empty() && walk.takes_more(&written);
            if may_go_on && walk.is_open(&class, &written, tokens, skip) {
                goes_on = Some(logprob);
                continue;
            }
            match class {
                Class::Settled(label) => distribution.settle(label, reach + logprob),
                Class::Open(labels, whole) => distribution.leave_open(Open {
                    labels,
                    shown: whole.filter(|_| is_chosen),
                    is_listed: true,
                    probability: (reach + logprob).exp(),
                }),
                Class::Other => {}
            }
        }
        distribution.leave_open(Open {
            labels: walk.possible(&written),
            shown: None,
            is_listed: false,
            probability: reach.exp() * place.left_out,
        });
        let Some(logprob) = goes_on else { break };
        reach += logprob;
        written.extend_from_slice(bytes(token.chosen()).get(skip..).unwrap_or_default());
        if walk.is_folded_away(&written) {
            written.clear();
        }
        skip = 0;
        tokens = rest;
    }
    Ok(distribution)
}

/// The labels as they are compared.
struct Walk {
    spellings: Vec<(usize, String)>,
    fold: Fold,
    /// How many bytes are followed, so that digits without end are not looked at again for each of them.
    longest: usize,
}

impl Walk {
    /// What a candidate is where some text is written already; `passed` is what it has to repeat of the text before the
    /// place.
    fn class(&self, written: &[u8], candidate: &TopLogprob, passed: &[u8]) -> Class {
        let own = bytes(candidate);
        if own.is_empty() && is_known(candidate) {
            // What has no bytes ends the answer.
            return self.ended(written);
        }
        match own.strip_prefix(passed) {
            Some(own) if is_known(candidate) => self.of(&[written, own].concat()),
            Some(own) => match self.possible(&[written, own].concat()) {
                labels if labels.is_empty() => Class::Other,
                labels => Class::Open(labels, None),
            },
            None if passed.starts_with(own) => Class::Open(self.possible(written), None),
            None => Class::Other,
        }
    }

    fn takes_more(&self, written: &[u8]) -> bool {
        written.len() < self.longest
    }

    /// Whether nothing is left of it where it is compared, whatever comes behind it.
    fn is_folded_away(&self, written: &[u8]) -> bool {
        let text = str::from_utf8(written);
        self.fold != Fold::Exact && text.is_ok_and(|text| self.fold.apply(text).is_empty())
    }

    fn of(&self, written: &[u8]) -> Class {
        let open = self.beginning_with(written);
        let whole = self.whole(written);
        match whole {
            Some(label) if open.iter().all(|other| *other == label) => Class::Settled(label),
            None if open.is_empty() => Class::Other,
            _ => Class::Open(with(open, whole), whole),
        }
    }

    fn ended(&self, written: &[u8]) -> Class {
        self.whole(written).map_or(Class::Other, Class::Settled)
    }

    /// Whether what was chosen is no label yet, or is shown to be another word by what comes behind it.
    fn is_open(&self, class: &Class, written: &[u8], tokens: &[TokenLogprob], skip: usize) -> bool {
        match class {
            Class::Open(..) => true,
            Class::Other => false,
            Class::Settled(label) => {
                let known = tokens.iter().map(TokenLogprob::chosen);
                let text = known.take_while(|chosen| is_known(chosen)).flat_map(bytes);
                let text = text.copied().skip(skip).take(AHEAD);
                let text: Vec<u8> = written.iter().copied().chain(text).collect();
                !self.is(&text, *label, &[Relation::Whole, Relation::Prefix])
            }
        }
    }

    /// The labels that this is the beginning of, each once.
    fn beginning_with(&self, written: &[u8]) -> Vec<usize> {
        let prefix = |spelling: &str| relation(self.fold, written, spelling) == Relation::Prefix;
        let open = self
            .spellings
            .iter()
            .filter(|(_, spelling)| prefix(spelling));
        open.fold(Vec::new(), |labels, (label, _)| with(labels, Some(*label)))
    }

    /// The labels that this can be, by what comes behind it.
    fn possible(&self, written: &[u8]) -> Vec<usize> {
        with(self.beginning_with(written), self.whole(written))
    }

    /// The label that this is; of several the longest.
    fn whole(&self, written: &[u8]) -> Option<usize> {
        let whole = |spelling: &str| relation(self.fold, written, spelling) == Relation::Whole;
        let whole = self
            .spellings
            .iter()
            .filter(|(_, spelling)| whole(spelling));
        whole
            .max_by_key(|(_, spelling)| spelling.len())
            .map(|(label, _)| *label)
    }

    fn is(&self, written: &[u8], label: usize, relations: &[Relation]) -> bool {
        let own = self.spellings.iter().filter(|(index, _)| *index == label);
        own.map(|(_, spelling)| relation(self.fold, written, spelling))
            .any(|relation| relations.contains(&relation))
    }
}

/// How many bytes are looked at to see whether a word goes on.
const AHEAD: usize = 256;

fn with(mut labels: Vec<usize>, label: Option<usize>) -> Vec<usize> {
    if let Some(label) = label.filter(|label| !labels.contains(label)) {
        labels.push(label);
    }
    labels
}

/// The bytes of the chosen token that come before the place.
fn before(token: &TokenLogprob, skip: usize) -> &[u8] {
    bytes(token.chosen()).get(..skip).unwrap_or_default()
}

/// The bytes that a candidate begins with: all of them where it [is known](is_known).
fn bytes(candidate: &TopLogprob) -> &[u8] {
    match (candidate.bytes(), candidate.token()) {
        (Some(bytes), _) => bytes,
        // What U+FFFD stands for is lost, but not what is before it.
        (None, Some(text)) => text
            .split_once(char::REPLACEMENT_CHARACTER)
            .map_or(&[], |(before, _)| before.as_bytes()),
        (None, None) => &[],
    }
}

/// Whether all of its bytes are known, and not just the id, or a text with U+FFFD.
fn is_known(candidate: &TopLogprob) -> bool {
    let is_lost = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
    candidate.bytes().is_some() || candidate.token().is_some_and(|text| !is_lost(text))
}
