use crate::fake::FakeToken;
use crate::fake::token::Candidate;
use crate::hash::Hash;

/// What could come at a position: the probability of each of these tokens, which add up to 1.
pub(super) struct Distribution {
    candidates: Vec<Candidate>,
}

impl Distribution {
    /// The distribution that follows this history, over words that begin a sentence or go on with one.
    pub(super) fn new(history: Hash, begins: bool) -> Self {
        let candidates = WORDS.iter().zip(0_u32..).filter_map(|(word, id)| {
            let is_possible = begins == (id < BEGINNINGS);
            // An exponential variable: a few words are likely, and most are not.
            let logit = -SHARPNESS * history.with(u64::from(id)).unit().ln();
            is_possible.then(|| Candidate {
                bytes: word.as_bytes().to_vec(),
                probability: logit.exp(),
                id: Some(id),
            })
        });
        let mut distribution = Self {
            candidates: candidates.collect(),
        };
        distribution.scale(1.0);
        distribution
    }

    /// The same, at a position where this text is to come.
    pub(super) fn with(mut self, text: &str, probability: f64) -> (Self, usize) {
        self.candidates
            .retain(|candidate| candidate.bytes != text.as_bytes());
        self.scale(1.0 - probability);
        let id = WORDS.iter().position(|word| *word == text);
        self.candidates.push(Candidate {
            bytes: text.as_bytes().to_vec(),
            probability,
            id: id.map(|id| id as u32),
        });
        let last = self.candidates.len() - 1;
        (self, last)
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The token at this place of the distribution, with the likeliest others.
    pub(super) fn token(&self, place: usize) -> Option<FakeToken> {
        let chosen = self.candidates.get(place)?;
        let mut others: Vec<&Candidate> = self
            .candidates
            .iter()
            .filter(|other| !std::ptr::eq(*other, chosen))
            .collect();
        others.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        let ahead = others
            .iter()
            .filter(|other| other.probability > chosen.probability);
        let rank = ahead.count() as u32 + 1;
        let others = others.into_iter().take(MOST_LISTED).cloned();
        Some(FakeToken::new(chosen.clone(), others.collect(), Some(rank)))
    }

    /// Makes the probabilities add up to this.
    fn scale(&mut self, mass: f64) {
        let sum: f64 = self
            .candidates
            .iter()
            .map(|candidate| candidate.probability)
            .sum();
        for candidate in &mut self.candidates {
            candidate.probability *= mass / sum;
        }
    }
}

/// So that the likeliest word has about two thirds, as it has with real models.
const SHARPNESS: f64 = 2.0;

/// How many alternatives an option can ask for.
const MOST_LISTED: usize = 20;

/// How many of the words begin a sentence.
const BEGINNINGS: u32 = 16;

/// A vocabulary; the id of a word is its place. Some have characters of several bytes.
const WORDS: [&str; 56] = [
    "The", "A", "Once", "Every", "Some", "No", "In", "When", "Über", "Él", "東京", "Here", "There",
    "After", "Perhaps", "Then", " river", " blue", " light", " and", " of", " the", " a", " small",
    " café", " naïve", " stone", " sings", " waits", " for", " with", " rain", " 🦀", " night",
    " day", " road", " → ", " walks", " under", " bridge", " answer", " slowly", " never",
    " green", " 山", " glass", " bread", " door", " open", " two", " keys", " winter", " is",
    " was", " old", ",",
];
