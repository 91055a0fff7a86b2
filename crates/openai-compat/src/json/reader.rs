use std::borrow::Cow;

use surprisal_core::{Error, Result};

/// How deep arrays and objects may be nested: a bound for the stack, as `serde_json` has.
const MAX_DEPTH: u32 = 128;

/// A place in a JSON text.
///
/// ```
/// use surprisal_openai_compat::wire::Reader;
///
/// # fn main() -> surprisal_core::Result<()> {
/// let mut delta = String::new();
/// Reader::new(r#"{"type": "delta", "delta": "Hel", "usage": null}"#).object(|reader, key| {
///     match key {
///         "delta" => delta = reader.string()?.into_owned(),
///         _ => reader.skip()?,
///     }
///     Ok(())
/// })?;
/// assert_eq!(delta, "Hel");
/// # Ok(()) }
/// ```
///
/// Each method reads one value and leaves the reader behind it. Any error is
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) and says where.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: u32,
    /// What of the answer the text is; empty where it is the whole.
    of: &'static str,
}

impl<'a> Reader<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self::of(text, "")
    }

    /// At the beginning of a value that was stepped over before, of which errors say what it is.
    pub(crate) fn of(text: &'a str, of: &'static str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            of,
        }
    }

    /// Reads an object, calling `field` with each key; it must read the value.
    pub fn object(&mut self, mut field: impl FnMut(&mut Self, &str) -> Result<()>) -> Result<()> {
        self.open(b'{', "an object")?;
        if self.next_is(b'}') {
            self.close();
            return Ok(());
        }
        self.field(&mut field)?;
        self.rest_of_object(field)
    }

    /// Reads what is left of an object of which a value has just been read.
    pub(crate) fn rest_of_object(
        &mut self,
        mut field: impl FnMut(&mut Self, &str) -> Result<()>,
    ) -> Result<()> {
        while self.next_is(b',') {
            self.field(&mut field)?;
        }
        self.expect(b'}', "a comma or the end of an object")?;
        self.close();
        Ok(())
    }

    fn field(&mut self, field: &mut impl FnMut(&mut Self, &str) -> Result<()>) -> Result<()> {
        self.skip_space();
        let key = self.string()?;
        self.expect(b':', "a colon")?;
        field(self, &key)
    }

    /// Steps into an object whose text begins with `start`, which ends with the colon behind a key: true if
    /// it does, and then the value is next and [`rest_of_object`](Self::rest_of_object) is due. For the
    /// order in which keys usually come, which is quicker to compare than to read.
    #[inline(always)]
    pub(crate) fn enter(&mut self, start: &str) -> bool {
        let entered = self.eat(start);
        self.depth += u32::from(entered);
        entered
    }

    /// Steps over this text if it is next.
    #[inline(always)]
    pub(crate) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text.as_bytes());
        if found {
            self.at += text.len();
        }
        found
    }

    /// Reads an array, calling `item` at each element; it must read the element.
    pub fn array(&mut self, mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.open(b'[', "an array")?;
        if self.next_is(b']') {
            self.close();
            return Ok(());
        }
        loop {
            item(self)?;
            if self.next_is(b',') {
                continue;
            }
            self.expect(b']', "a comma or the end of an array")?;
            self.close();
            return Ok(());
        }
    }

    /// Reads `null`, or else what `read` reads.
    pub fn nullable<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<Option<T>> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Reads a string or `null`.
    pub fn nullable_string(&mut self) -> Result<Option<Cow<'a, str>>> {
        self.nullable(Self::string)
    }

    /// Reads a whole number that fits, `null`, or any other value, which counts as none.
    pub fn unsigned<N: TryFrom<u64>>(&mut self) -> Result<Option<N>> {
        let raw = self.raw()?;
        Ok(raw
            .parse()
            .ok()
            .and_then(|number: u64| N::try_from(number).ok()))
    }

    /// Reads any value and gives its text.
    pub fn raw(&mut self) -> Result<&'a str> {
        self.skip_space();
        let start = self.at;
        self.skip()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Reads any value.
    pub fn skip(&mut self) -> Result<()> {
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(b'{') => self.object(|reader, _| reader.skip()),
            Some(b'[') => self.array(Self::skip),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => self.number().map(drop),
        }
    }

    /// Checks that nothing but space is left.
    pub fn end(&mut self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.wrong("the end of the JSON text")),
        }
    }

    /// The next byte that is no space, without reading it.
    #[inline(always)]
    pub fn peek(&mut self) -> Option<u8> {
        self.skip_space();
        self.byte()
    }

    /// Where the reader is, in bytes from the start of the text.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The same in words.
    pub(crate) fn place(&self, at: usize) -> String {
        match self.of {
            "" => format!("byte {at}"),
            of => format!("byte {at} of {of}"),
        }
    }

    /// What is wrong here, where `expected` was due.
    #[cold]
    pub(crate) fn wrong(&self, expected: &str) -> Error {
        self.wrong_at(self.at, expected)
    }

    /// What is wrong with a value that begins there and has been read.
    #[cold]
    pub(crate) fn wrong_at(&self, at: usize, expected: &str) -> Error {
        let found = match self.text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(found) => format!("{found:?}"),
            None => "the end".to_owned(),
        };
        Error::bad_response(format!(
            "the answer is not the JSON that was expected: at {} there is {found} instead of {expected}",
            self.place(at)
        ))
    }

    /// All that is not read yet.
    #[inline(always)]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(always)]
    fn skip_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Steps over this byte if it is next.
    #[inline(always)]
    fn next_is(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    #[inline(always)]
    pub(super) fn expect(&mut self, byte: u8, name: &str) -> Result<()> {
        if self.next_is(byte) {
            Ok(())
        } else {
            Err(self.wrong(name))
        }
    }

    pub(super) fn word(&mut self, word: &str) -> Result<()> {
        if self.rest().starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.wrong("a JSON value"))
        }
    }

    fn open(&mut self, bracket: u8, name: &str) -> Result<()> {
        self.expect(bracket, name)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::bad_response(format!(
                "the JSON of the answer is nested more than {MAX_DEPTH} deep"
            )));
        }
        Ok(())
    }

    fn close(&mut self) {
        self.depth -= 1;
    }
}
