use super::number::Number;
use super::path::Path;
use super::string::{Within, decode};
use super::{FieldKind, JsonError, JsonErrorKind, Span};

/// As deep as `serde_json` reads.
const DEEPEST: usize = 127;

/// Reads one JSON value (RFC 8259) in pieces that are cut anywhere, each byte once and without recursion.
#[derive(Clone, Debug)]
pub(super) struct Scanner {
    /// The byte that is read next.
    at: usize,
    state: State,
    /// The objects and lists around it.
    levels: Vec<Level>,
    path: Path,
    /// Where the scalar or key began that is being read.
    start: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A value must come.
    Value,
    /// A value, or the end of the list.
    FirstItem,
    /// A key must come.
    Key,
    /// A key, or the end of the object.
    FirstKey,
    Colon,
    /// A comma, or the end of what the value is in.
    After,
    KeyString(Within),
    String(Within),
    Number(Number),
    /// A word of which this is still to come.
    Word(FieldKind, &'static [u8]),
    /// The value is whole.
    Over,
}

#[derive(Clone, Debug)]
struct Level {
    is_object: bool,
    start: usize,
    /// The length of its pointer.
    path: usize,
    children: usize,
}

impl Scanner {
    /// Reads the value that begins here.
    pub(super) fn new(at: usize) -> Self {
        Self {
            at,
            state: State::Value,
            levels: Vec::new(),
            path: Path::default(),
            start: at,
        }
    }

    /// The byte that is read next.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Where the value with this pointer began, if it is not whole yet; of a string what is within the quotes.
    pub(super) fn begun(&self, pointer: &str) -> Option<usize> {
        let is_scalar = matches!(
            self.state,
            State::String(_) | State::Number(_) | State::Word(..)
        );
        let path = self.path.as_str();
        if is_scalar && path == pointer {
            let is_string = matches!(self.state, State::String(_));
            return Some(self.start + usize::from(is_string));
        }
        let is_it = |level: &&Level| path.get(..level.path) == Some(pointer);
        self.levels.iter().find(is_it).map(|level| level.start)
    }

    /// Reads on in the text, which has grown since, and adds the values that are whole.
    pub(super) fn read(&mut self, text: &[u8], whole: &mut Vec<Span>) -> Result<(), JsonError> {
        while !self.is_over() {
            let Some(byte) = text.get(self.at) else {
                return Ok(());
            };
            self.step(*byte, text, whole)
                .map_err(|kind| self.error(kind))?;
            self.at += 1;
        }
        Ok(())
    }

    /// The text is over. Only a number outside of everything is whole by that.
    pub(super) fn end(&mut self, whole: &mut Vec<Span>) -> Result<(), JsonError> {
        if let State::Number(number) = self.state
            && number.is_whole()
            && self.levels.is_empty()
        {
            self.whole(FieldKind::Number, self.at, self.at, whole);
        }
        match self.is_over() {
            true => Ok(()),
            false => Err(self.error(JsonErrorKind::Truncated)),
        }
    }

    fn error(&self, kind: JsonErrorKind) -> JsonError {
        JsonError {
            kind,
            at: self.at,
            pointer: self.path.as_str().to_owned(),
        }
    }

    fn step(&mut self, byte: u8, text: &[u8], whole: &mut Vec<Span>) -> Result<(), JsonErrorKind> {
        match self.state {
            State::String(within) => match within.next(byte).ok_or(UNEXPECTED)? {
                Within::End => self.whole(FieldKind::String, self.at + 1, self.at + 1, whole),
                within => self.state = State::String(within),
            },
            State::KeyString(within) => match within.next(byte).ok_or(UNEXPECTED)? {
                Within::End => self.key(text)?,
                within => self.state = State::KeyString(within),
            },
            State::Number(number) => match number.next(byte) {
                Some(number) => self.state = State::Number(number),
                None if number.is_whole() && self.may_follow(byte) => {
                    self.whole(FieldKind::Number, self.at, self.at + 1, whole);
                    self.between(byte, whole)?;
                }
                None => return Err(UNEXPECTED),
            },
            State::Word(kind, rest) => match rest.split_first() {
                Some((next, [])) if *next == byte => {
                    self.whole(kind, self.at + 1, self.at + 1, whole);
                }
                Some((next, rest)) if *next == byte => self.state = State::Word(kind, rest),
                _ => return Err(UNEXPECTED),
            },
            _ => self.between(byte, whole)?,
        }
        Ok(())
    }

    /// A byte that is in no scalar and no key.
    fn between(&mut self, byte: u8, whole: &mut Vec<Span>) -> Result<(), JsonErrorKind> {
        if is_space(byte) {
            return Ok(());
        }
        let in_object = self.levels.last().is_some_and(|level| level.is_object);
        match (self.state, byte) {
            (State::FirstKey, b'}') | (State::FirstItem, b']') => self.close(whole),
            (State::After, b'}') if in_object => self.close(whole),
            (State::After, b']') if !in_object => self.close(whole),
            (State::After, b',') if in_object => self.state = State::Key,
            (State::After, b',') | (State::Colon, b':') => self.state = State::Value,
            (State::FirstKey | State::Key, b'"') => {
                self.start = self.at;
                self.state = State::KeyString(Within::Plain);
            }
            (State::FirstItem | State::Value, byte) => self.begin(byte)?,
            _ => return Err(UNEXPECTED),
        }
        Ok(())
    }

    fn begin(&mut self, byte: u8) -> Result<(), JsonErrorKind> {
        if let Some(level) = self.levels.last()
            && !level.is_object
        {
            self.path.enter(level.path, &level.children.to_string())?;
        }
        self.start = self.at;
        self.state = match byte {
            b'"' => State::String(Within::Plain),
            b'{' => self.open(true)?,
            b'[' => self.open(false)?,
            _ => match (Number::begin(byte), FieldKind::word(byte)) {
                (Some(number), _) => State::Number(number),
                (None, Some((kind, word))) => State::Word(kind, word.get(1..).unwrap_or_default()),
                (None, None) => return Err(UNEXPECTED),
            },
        };
        Ok(())
    }

    fn open(&mut self, is_object: bool) -> Result<State, JsonErrorKind> {
        if self.levels.len() == DEEPEST {
            return Err(JsonErrorKind::TooLarge);
        }
        self.levels.push(Level {
            is_object,
            start: self.at,
            path: self.path.len(),
            children: 0,
        });
        Ok(match is_object {
            true => State::FirstKey,
            false => State::FirstItem,
        })
    }

    fn close(&mut self, whole: &mut Vec<Span>) {
        let Some(level) = self.levels.pop() else {
            return;
        };
        self.path.leave(level.path);
        self.add(
            Span {
                pointer: self.path.as_str().to_owned(),
                kind: match level.is_object {
                    true => FieldKind::Object,
                    false => FieldKind::Array,
                },
                bytes: level.start..self.at + 1,
                closed: self.at + 1,
                is_leaf: level.children == 0,
            },
            whole,
        );
    }

    fn key(&mut self, text: &[u8]) -> Result<(), JsonErrorKind> {
        if let Some(level) = self.levels.last() {
            let quoted = text.get(self.start..=self.at).unwrap_or_default();
            self.path.enter(level.path, &decode(quoted))?;
        }
        self.state = State::Colon;
        Ok(())
    }

    /// The scalar is whole that began at `start`.
    fn whole(&mut self, kind: FieldKind, end: usize, closed: usize, whole: &mut Vec<Span>) {
        let span = Span {
            pointer: self.path.as_str().to_owned(),
            kind,
            bytes: self.start..end,
            closed,
            is_leaf: true,
        };
        self.add(span, whole);
    }

    fn add(&mut self, span: Span, whole: &mut Vec<Span>) {
        whole.push(span);
        self.state = match self.levels.last_mut() {
            Some(level) => {
                level.children += 1;
                State::After
            }
            None => State::Over,
        };
    }

    /// Whether a number can end before this byte.
    fn may_follow(&self, byte: u8) -> bool {
        is_space(byte) || (!self.levels.is_empty() && matches!(byte, b',' | b']' | b'}'))
    }
}

const UNEXPECTED: JsonErrorKind = JsonErrorKind::Unexpected;

/// RFC 8259, section 2.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
