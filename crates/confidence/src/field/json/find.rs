use super::number::Number;
use super::scan::{Scanner, is_space};
use super::{FieldKind, JsonError, JsonErrorKind, Span};

/// Finds the JSON value of a text that may have words around it, and reads it.
///
/// * Thoughts in `<think>` before everything are passed over.
/// * A text that is one scalar and nothing else is that. It is known only at the end of the text.
/// * Else the value begins with the first `{` or `[`, be it in a fence or not. Where what begins there turns out to be
///   no JSON before any value in it is whole, it was a word, and the next bracket is tried. So a part of the text is
///   read again at most once for each level that had been opened in it.
/// * What comes behind the value is passed over.
#[derive(Debug)]
pub(in crate::field) struct Finder {
    stage: Stage,
    at: usize,
    scanner: Scanner,
    /// A scalar that may be all there is.
    scalar: Vec<Span>,
    error: Option<JsonError>,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Before { may_think: bool },
    Thoughts,
    Scalar { from: usize },
    Words,
    Json { from: usize, has_values: bool },
    Over,
}

const THINK: &[u8] = b"<think>";
const THOUGHT: &[u8] = b"</think>";

impl Finder {
    /// Looks for the value from this byte on.
    pub(in crate::field) fn new(at: usize) -> Self {
        Self {
            stage: Stage::Before { may_think: true },
            at,
            scanner: Scanner::new(at),
            scalar: Vec::new(),
            error: None,
        }
    }

    /// Where the value with this pointer began, if it is not whole: the text ends or breaks within it.
    pub(super) fn begun(&self, pointer: &str) -> Option<usize> {
        match self.stage {
            Stage::Scalar { .. } | Stage::Json { .. } | Stage::Over => self.scanner.begun(pointer),
            _ => None,
        }
    }

    /// How far the text has been read.
    pub(in crate::field) fn at(&self) -> usize {
        self.at
    }

    /// Reads on in the text, which has grown since, and adds the values that are whole.
    pub(in crate::field) fn read(&mut self, text: &[u8], whole: &mut Vec<Span>) {
        while let Some(stage) = self.stage(text, whole) {
            self.stage = stage;
        }
    }

    /// The text is over: whether the value was whole, and if not, where it stopped.
    pub(in crate::field) fn end(
        &mut self,
        text: &[u8],
        whole: &mut Vec<Span>,
    ) -> Option<JsonError> {
        if let Stage::Scalar { from } = self.stage {
            match self.scanner.end(&mut self.scalar) {
                Ok(()) => {
                    whole.append(&mut self.scalar);
                    self.stage = Stage::Over;
                }
                Err(error) => {
                    self.error = Some(error);
                    self.stage = self.words(from);
                    self.read(text, whole);
                }
            }
        }
        match self.stage {
            Stage::Over => self.error.take(),
            Stage::Json { .. } => self.scanner.end(whole).err(),
            _ => Some(self.error.take().unwrap_or_else(|| JsonError {
                kind: JsonErrorKind::NoJson,
                at: text.len(),
                pointer: String::new(),
            })),
        }
    }

    /// The next stage; `None` where more of the text must come before it.
    fn stage(&mut self, text: &[u8], whole: &mut Vec<Span>) -> Option<Stage> {
        match self.stage {
            Stage::Before { may_think } => self.before(text, may_think),
            Stage::Thoughts => self.thoughts(text),
            Stage::Scalar { from } => self.scalar(text, from),
            Stage::Words => {
                let rest = text.get(self.at..).unwrap_or_default();
                let found = rest.iter().position(|byte| matches!(byte, b'{' | b'['));
                self.at += found.unwrap_or(rest.len());
                found.map(|_| self.json(self.at))
            }
            Stage::Json { from, has_values } => {
                let before = whole.len();
                let read = self.scanner.read(text, whole);
                let has_values = has_values || whole.len() > before;
                self.at = self.scanner.at();
                match read {
                    Ok(()) if self.scanner.is_over() => {
                        self.error = None;
                        Some(Stage::Over)
                    }
                    Ok(()) => {
                        self.stage = Stage::Json { from, has_values };
                        None
                    }
                    Err(error) if has_values || error.kind == JsonErrorKind::TooLarge => {
                        self.error = Some(error);
                        Some(Stage::Over)
                    }
                    Err(error) => {
                        self.error.get_or_insert(error);
                        Some(self.words(from + 1))
                    }
                }
            }
            Stage::Over => None,
        }
    }

    fn before(&mut self, text: &[u8], may_think: bool) -> Option<Stage> {
        let rest = text.get(self.at..).unwrap_or_default();
        let space = rest.iter().take_while(|byte| is_space(**byte)).count();
        self.at += space;
        let rest = rest.get(space..).unwrap_or_default();
        let first = *rest.first()?;
        Some(match first {
            b'{' | b'[' => self.json(self.at),
            b'<' if may_think && rest.starts_with(THINK) => {
                self.at += THINK.len();
                Stage::Thoughts
            }
            b'<' if may_think && THINK.starts_with(rest) => return None,
            b'"' => self.may_be_scalar(),
            _ if Number::begin(first).is_some() => self.may_be_scalar(),
            _ if FieldKind::word(first).is_some() => self.may_be_scalar(),
            _ => Stage::Words,
        })
    }

    fn thoughts(&mut self, text: &[u8]) -> Option<Stage> {
        let rest = text.get(self.at..).unwrap_or_default();
        let mut places = rest.windows(THOUGHT.len());
        match places.position(|window| window == THOUGHT) {
            Some(found) => {
                self.at += found + THOUGHT.len();
                Some(Stage::Before { may_think: false })
            }
            None => {
                // The end of what has come may be the beginning of the end of the thoughts.
                self.at += rest.len().saturating_sub(THOUGHT.len() - 1);
                None
            }
        }
    }

    fn scalar(&mut self, text: &[u8], from: usize) -> Option<Stage> {
        if self.scanner.read(text, &mut self.scalar).is_err() {
            return Some(self.words(from));
        }
        if self.scanner.is_over() {
            self.at = self.at.max(self.scanner.at());
            let rest = text.get(self.at..).unwrap_or_default();
            if rest.iter().any(|byte| !is_space(*byte)) {
                return Some(self.words(from));
            }
            self.at += rest.len();
        }
        None
    }

    fn may_be_scalar(&mut self) -> Stage {
        self.scanner = Scanner::new(self.at);
        Stage::Scalar { from: self.at }
    }

    fn json(&mut self, from: usize) -> Stage {
        self.scanner = Scanner::new(from);
        Stage::Json {
            from,
            has_values: false,
        }
    }

    fn words(&mut self, from: usize) -> Stage {
        self.at = from;
        self.scalar.clear();
        Stage::Words
    }
}
