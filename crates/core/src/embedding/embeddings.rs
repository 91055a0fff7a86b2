use serde::{Deserialize, Serialize};

use crate::{ResponseMetadata, Usage};

/// The vectors of some texts, in the order of the texts.
///
/// ```
/// use surprisal_core::Embeddings;
///
/// let embeddings = Embeddings::new([vec![1.0, 0.0], vec![0.6, 0.8]]);
/// assert_eq!(embeddings.dimensions(), Some(2));
/// for (text, vector) in ["a cat", "a dog"].into_iter().zip(&embeddings) {
///     println!("{text}: {vector:?}");
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Embeddings {
    vectors: Vec<Vec<f32>>,
    usage: Usage,
    response_metadata: ResponseMetadata,
}

impl Embeddings {
    /// These vectors.
    pub fn new(vectors: impl IntoIterator<Item = Vec<f32>>) -> Self {
        Self {
            vectors: vectors.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Sets what the call cost.
    #[must_use]
    pub fn with_usage(mut self, usage: Usage) -> Self {
        self.usage = usage;
        self
    }

    /// Sets what the provider says about its answer.
    #[must_use]
    pub fn with_response_metadata(mut self, metadata: ResponseMetadata) -> Self {
        self.response_metadata = metadata;
        self
    }

    /// The vectors, in the order of the texts.
    pub fn vectors(&self) -> &[Vec<f32>] {
        &self.vectors
    }

    /// The vectors by themselves.
    pub fn into_vectors(self) -> Vec<Vec<f32>> {
        self.vectors
    }

    /// How many vectors there are: as many as there were texts.
    pub fn len(&self) -> usize {
        self.vectors.len()
    }

    /// Whether there was no text.
    pub fn is_empty(&self) -> bool {
        self.vectors.is_empty()
    }

    /// How many numbers each vector has; `None` if there is no vector.
    pub fn dimensions(&self) -> Option<usize> {
        self.vectors.first().map(Vec::len)
    }

    /// What the call cost, in tokens, over all of its requests.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// The provider, the model that answered, the id of the request. Of several requests it is what the first
    /// answer says, and of the rate limits what the last says.
    pub fn response_metadata(&self) -> &ResponseMetadata {
        &self.response_metadata
    }
}

impl FromIterator<Vec<f32>> for Embeddings {
    fn from_iter<I: IntoIterator<Item = Vec<f32>>>(vectors: I) -> Self {
        Self::new(vectors)
    }
}

impl IntoIterator for Embeddings {
    type Item = Vec<f32>;
    type IntoIter = std::vec::IntoIter<Vec<f32>>;

    fn into_iter(self) -> Self::IntoIter {
        self.vectors.into_iter()
    }
}

impl<'a> IntoIterator for &'a Embeddings {
    type Item = &'a Vec<f32>;
    type IntoIter = std::slice::Iter<'a, Vec<f32>>;

    fn into_iter(self) -> Self::IntoIter {
        self.vectors.iter()
    }
}
