use std::collections::{HashMap, VecDeque};

use surprisal_core::TokenLogprob;

use super::json::{Finder, Span};
use super::place::Place;
use super::{FieldsError, JsonError};

/// Follows a text and its tokens as they come, and finds the values of which both are there.
#[derive(Debug)]
pub(super) struct Track {
    /// Where each token ends.
    ends: Vec<usize>,
    /// How much of the text is known to be that of the tokens.
    matched: usize,
    /// The bytes of tokens behind that.
    ahead: VecDeque<u8>,
    finder: Finder,
    /// How often a value had this pointer.
    seen: HashMap<String, usize>,
    /// The values, in the order in which they ended.
    pub(super) places: Vec<Place>,
}

impl Track {
    /// Looks for a value from this byte of the text on.
    pub(super) fn new(from: usize) -> Self {
        Self {
            ends: Vec::new(),
            matched: 0,
            ahead: VecDeque::new(),
            finder: Finder::new(from),
            seen: HashMap::new(),
            places: Vec::new(),
        }
    }

    /// How far the text has been read.
    pub(super) fn at(&self) -> usize {
        self.finder.at()
    }

    /// Goes on with a text and its tokens, both of which have grown since.
    ///
    /// # Errors
    ///
    /// [`FieldsError::Unaligned`] where the bytes of a token are not known or are not those of the text.
    pub(super) fn read(&mut self, text: &str, tokens: &[TokenLogprob]) -> Result<(), FieldsError> {
        for token in tokens.get(self.ends.len()..).unwrap_or_default() {
            let index = self.ends.len();
            let bytes = bytes_of(token, index)?;
            self.ahead.extend(bytes);
            let end = self.ends.last().copied().unwrap_or_default();
            self.ends.push(end + bytes.len());
        }
        let rest = text.as_bytes().get(self.matched..).unwrap_or_default();
        let same = rest.iter().zip(&self.ahead).take_while(|(a, b)| a == b);
        let same = same.count();
        self.matched += same;
        if same < rest.len().min(self.ahead.len()) {
            let token = self.ends.partition_point(|end| *end <= self.matched);
            return Err(FieldsError::unaligned(format!(
                "token {token} is not what the text has at byte {}",
                self.matched
            )));
        }
        self.ahead.drain(..same);
        let known = text.as_bytes().get(..self.matched).unwrap_or_default();
        let mut whole = Vec::new();
        self.finder.read(known, &mut whole);
        self.add(whole);
        Ok(())
    }

    /// The text and its tokens are over: whether the JSON was whole, and if not, where it stopped.
    ///
    /// # Errors
    ///
    /// [`FieldsError::Unaligned`] where one of them is longer.
    pub(super) fn end(&mut self, text: &str) -> Result<Option<JsonError>, FieldsError> {
        if self.matched < text.len() || !self.ahead.is_empty() {
            return Err(FieldsError::unaligned(format!(
                "the tokens have {} bytes and the text has {}",
                self.ends.last().copied().unwrap_or_default(),
                text.len()
            )));
        }
        let mut whole = Vec::new();
        let error = self.finder.end(text.as_bytes(), &mut whole);
        self.add(whole);
        Ok(error)
    }

    fn add(&mut self, whole: Vec<Span>) {
        for span in whole {
            let seen = self.seen.entry(span.pointer.clone()).or_default();
            self.places.push(Place::new(span, *seen, &self.ends));
            *seen += 1;
        }
    }
}

/// The bytes that a token stands for; none if it is one without bytes, as special tokens are.
pub(super) fn bytes_of(token: &TokenLogprob, index: usize) -> Result<&[u8], FieldsError> {
    let is_lost = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
    match token.bytes() {
        Some(bytes) => Ok(bytes),
        None if token.token().is_some_and(is_lost) => Err(FieldsError::unaligned(format!(
            "the bytes of token {index} are not known"
        ))),
        None => Ok(&[]),
    }
}
