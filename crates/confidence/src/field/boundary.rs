/// How an edge of a value's content meets the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Boundary {
    /// The edge is between two tokens.
    Clean,
    /// A token reaches across the edge, so its log probability is also that of what is on the other side: punctuation,
    /// white space, or another value, which has the whole of it as well. There is no way to part the two.
    Shared,
}

/// Where a model began to write the content of a value.
///
/// The alternatives of that token are what it could have begun with. Where the token has bytes before the content, an
/// alternative speaks of the value only if it has the same bytes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Decision {
    /// The index of the token among those of the text.
    pub token: usize,
    /// How many bytes of the token are before the content.
    pub offset: usize,
}
