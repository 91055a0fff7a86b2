use super::{FakeToken, token};

/// The tokens of a text: what [`FakeAnswer`](super::FakeAnswer) takes for each of its parts.
///
/// | from | tokens |
/// |---|---|
/// | a text | its words, each with the space before it, and its signs; all of them certain |
/// | an array or `Vec` of texts or of [tokens](token), or an iterator's `collect` | these |
///
/// ```
/// use surprisal_testing::{FakeTokens, token};
///
/// let one = FakeTokens::from("Hello there.");
/// assert_eq!(one, FakeTokens::from(["Hello", " there", "."]));
/// assert_eq!(one, FakeTokens::from([token("Hello"), token(" there"), token(".")]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FakeTokens(pub(super) Vec<FakeToken>);

impl From<&str> for FakeTokens {
    fn from(text: &str) -> Self {
        words(text).into_iter().collect()
    }
}

impl From<String> for FakeTokens {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<FakeToken> for FakeTokens {
    fn from(token: FakeToken) -> Self {
        Self(vec![token])
    }
}

impl<T: Into<FakeToken>, const N: usize> From<[T; N]> for FakeTokens {
    fn from(tokens: [T; N]) -> Self {
        tokens.into_iter().collect()
    }
}

impl<T: Into<FakeToken>> From<Vec<T>> for FakeTokens {
    fn from(tokens: Vec<T>) -> Self {
        tokens.into_iter().collect()
    }
}

impl<T: Into<FakeToken>> FromIterator<T> for FakeTokens {
    fn from_iter<I: IntoIterator<Item = T>>(tokens: I) -> Self {
        Self(tokens.into_iter().map(Into::into).collect())
    }
}

impl From<String> for FakeToken {
    fn from(text: String) -> Self {
        token(text)
    }
}

/// A text in pieces as a tokenizer makes them: words with the space before them, and signs.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for sign in text.chars() {
        let goes_on =
            last.is_alphanumeric() && sign.is_alphanumeric() || last == ' ' && sign != ' ';
        match words.last_mut() {
            Some(word) if goes_on => word.push(sign),
            _ => words.push(sign.to_string()),
        }
        last = sign;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_sum_of_its_words() {
        assert_eq!(words(""), Vec::<String>::new());
        assert_eq!(words("a  b"), ["a", " ", " b"]);
        assert_eq!(
            words(r#"{"n":-12}"#),
            ["{", "\"", "n", "\"", ":", "-", "12", "}"]
        );
        let text = "Das Überraschende ist: 東京 🦀!\n";
        assert_eq!(words(text).concat(), text);
    }
}
