use std::collections::{BTreeMap, VecDeque};

use surprisal_core::{EmbeddingOptions, Embeddings, Error, ResponseMetadata, Result, Usage};

use super::{FakeEmbeddingCall, words};
use crate::fake::PROVIDER;

/// What the clones of a fake share.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) given: BTreeMap<String, Vec<f32>>,
    pub(super) errors: VecDeque<Error>,
    pub(super) calls: Vec<FakeEmbeddingCall>,
}

impl State {
    pub(super) fn embed(
        &mut self,
        texts: Vec<String>,
        options: EmbeddingOptions,
    ) -> Result<Embeddings> {
        let dimensions = self.dimensions(&options)?;
        let embeddings = texts
            .iter()
            .map(|text| self.vector(text, dimensions))
            .collect::<Result<Vec<_>>>();
        let usage = usage(&texts);
        self.calls.push(FakeEmbeddingCall { texts, options });
        if let Some(error) = self.errors.pop_front() {
            return Err(error);
        }
        let mut metadata = ResponseMetadata::default();
        metadata.provider = Some(PROVIDER.to_owned());
        metadata.model = Some(PROVIDER.to_owned());
        Ok(Embeddings::new(embeddings?)
            .with_usage(usage)
            .with_response_metadata(metadata))
    }

    /// How long all vectors are: as is asked for, or else as those that are given.
    fn dimensions(&self, options: &EmbeddingOptions) -> Result<usize> {
        match options.dimensions {
            Some(0) => Err(Error::invalid_input(
                "dimensions is 0: it must be at least 1",
            )),
            Some(asked) => usize::try_from(asked).map_err(|error| {
                Error::invalid_input("dimensions is too large").with_source(error)
            }),
            None => Ok(self.given.values().next().map_or(DIMENSIONS, Vec::len)),
        }
    }

    fn vector(&self, text: &str, dimensions: usize) -> Result<Vec<f32>> {
        match self.given.get(text) {
            None => Ok(words::vector(text, dimensions)),
            Some(given) if given.len() == dimensions => Ok(given.clone()),
            Some(given) => Err(Error::invalid_input(format!(
                "the vector that is given for {text:?} has {} dimensions, and those of this call have {dimensions}",
                given.len()
            ))
            .with_provider(PROVIDER)),
        }
    }
}

/// A word counts as one.
fn usage(texts: &[String]) -> Usage {
    let words = texts.iter().map(|text| text.split_whitespace().count());
    Usage::new(words.sum::<usize>() as u64, 0)
}

/// How many numbers a vector has, unless something else is asked for or given.
const DIMENSIONS: usize = 64;
