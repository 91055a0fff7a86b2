/// What is peculiar about the token entries of a service.
///
/// Which of the known shapes an answer has is seen by itself: lists by channel, OpenAI's legacy arrays
/// (`tokens`, `token_logprobs`, …), a single entry. This is what cannot be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenForm {
    /// `bytes` are made of the token's text: where that has U+FFFD, they are lost.
    pub bytes_of_text: bool,
    /// A token may be written as its id, `token_id:123`.
    pub ids_as_text: bool,
    /// In a stream, `logprobs` may be the number itself; the token is what the chunk says.
    pub bare_numbers: bool,
}

impl TokenForm {
    /// Nothing is peculiar.
    pub const PLAIN: Self = Self {
        bytes_of_text: false,
        ids_as_text: false,
        bare_numbers: false,
    };

    /// `bytes` are made of the token's text.
    pub const BYTES_OF_TEXT: Self = Self {
        bytes_of_text: true,
        ..Self::PLAIN
    };
}
