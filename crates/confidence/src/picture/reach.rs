use surprisal_core::{HasLogprobs, TokenLogprob};

/// How far the tokens of an answer go along its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// They are the text.
    Whole,
    /// The text goes on with this.
    Short(String),
    /// They go on where the text ends.
    Beyond,
    /// They are of another text.
    Astray,
}

impl Reach {
    /// Compares byte by byte. Tokens without bytes stand for none.
    pub(super) fn of(answer: &(impl HasLogprobs + ?Sized)) -> Self {
        let text = answer.text();
        let mut rest = text.as_bytes();
        let mut beyond = false;
        for bytes in answer.tokens().iter().filter_map(TokenLogprob::bytes) {
            match rest.strip_prefix(bytes) {
                Some(after) => rest = after,
                None if bytes.starts_with(rest) => {
                    rest = &[];
                    beyond = true;
                }
                None => return Self::Astray,
            }
        }
        match (rest.is_empty(), beyond) {
            (true, true) => Self::Beyond,
            (true, false) => Self::Whole,
            (false, _) => Self::Short(String::from_utf8_lossy(rest).into_owned()),
        }
    }

    /// What a reader has to know of it.
    pub(super) fn note(&self) -> Option<&'static str> {
        match self {
            Self::Whole | Self::Short(_) => None,
            Self::Beyond => Some("the text ends before its tokens do, as at a stop sequence"),
            Self::Astray => Some("these tokens do not spell the text of the answer"),
        }
    }
}

#[cfg(test)]
mod tests {
    use surprisal_core::{Channel, Logprobs, Scored, TopLogprob};

    use super::*;

    fn reach(text: &str, tokens: &[&str]) -> Reach {
        let tokens = tokens.iter().map(|text| TokenLogprob::new(text, -0.1));
        Reach::of(&Scored::new(text, Logprobs::new(Channel::Content, tokens)))
    }

    #[test]
    fn tokens_and_text_are_compared_to_the_end_of_both() {
        assert_eq!(reach("ab", &["a", "b"]), Reach::Whole);
        assert_eq!(reach("abc", &["a", "b"]), Reach::Short("c".to_owned()));
        assert_eq!(reach("abc", &[]), Reach::Short("abc".to_owned()));
        assert_eq!(reach("ab", &["a", "bc", "d"]), Reach::Beyond);
        assert_eq!(reach("ab", &["a", "x"]), Reach::Astray);
        assert_eq!(reach("", &[]), Reach::Whole);
    }

    #[test]
    fn special_tokens_take_no_room() {
        let special = TokenLogprob::from(TopLogprob::new("<|end|>", -0.1).without_bytes());
        let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new("a", -0.1), special]);
        assert_eq!(Reach::of(&Scored::new("a", logprobs)), Reach::Whole);
    }
}
