use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// What stands in the place of a secret.
const HIDDEN: &str = "***";

/// From this length on a secret has other forms; below it these might be words.
const SHORTEST: usize = 8;

/// From this length on a part of a secret counts.
const LONG: usize = 24;

/// How long a part is at least: no chance, and no word.
const PART: usize = 16;

/// What the forms in which a secret may stand in a text are known by. Of the secret itself nothing is in it.
pub(crate) struct Traces {
    /// How long a part of a form is at least to count.
    width: usize,
    /// The hashes of all parts of this length.
    parts: HashSet<u64>,
    /// A bit for each two bytes with which a part begins: a look at it is quicker than a hash of all.
    starts: Vec<u64>,
    hasher: RandomState,
}

impl Traces {
    pub(super) fn of(text: &str) -> Self {
        let mut traces = Self {
            width: match text.len() {
                LONG.. => PART,
                length => length,
            },
            parts: HashSet::new(),
            starts: vec![0; 1 << 10],
            hasher: RandomState::new(),
        };
        traces.add(text.as_bytes());
        if text.len() >= SHORTEST {
            for hex in [HexCase::Upper, HexCase::Lower] {
                traces.add(&in_url(text, hex));
                traces.add(&in_json(text, hex));
            }
            traces.add(&with_slashes(text));
            for form in (0..3).flat_map(|offset| in_base64(text, offset)) {
                traces.add(&form);
            }
        }
        traces
    }

    fn add(&mut self, form: &[u8]) {
        if self.width == 0 {
            return;
        }
        for part in form.windows(self.width) {
            self.parts.insert(self.hasher.hash_one(part));
            if let Some((at, bit)) = first(part)
                && let Some(bits) = self.starts.get_mut(at)
            {
                *bits |= bit;
            }
        }
    }

    fn is_part(&self, bytes: &[u8]) -> bool {
        let is_set = |(at, bit)| self.starts.get(at).is_some_and(|bits| bits & bit != 0);
        let begins = first(bytes).is_none_or(is_set);
        begins && self.parts.contains(&self.hasher.hash_one(bytes))
    }

    /// The text without what is found in it.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.find(text.as_bytes());
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for range in found {
            // A part may begin or end within a character.
            let start = floor(text, range.start).max(at);
            out.push_str(text.get(at..start).unwrap_or_default());
            out.push_str(HIDDEN);
            at = ceil(text, range.end);
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Cow::Owned(out)
    }

    /// Where parts of the forms are, in ascending order; those that touch are one.
    pub(crate) fn find(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        if self.width == 0 {
            return found;
        }
        for (at, part) in bytes.windows(self.width).enumerate() {
            if !self.is_part(part) {
                continue;
            }
            let end = at + self.width;
            match found.last_mut() {
                Some(last) if at <= last.end => last.end = end,
                _ => found.push(at..end),
            }
        }
        found
    }
}

/// Where the bit of the first two bytes is.
fn first(bytes: &[u8]) -> Option<(usize, u64)> {
    let pair = u16::from_be_bytes(*bytes.first_chunk()?);
    Some((usize::from(pair >> 6), 1 << (pair & 63)))
}

#[derive(Clone, Copy)]
enum HexCase {
    Upper,
    Lower,
}

impl HexCase {
    fn byte(self, byte: u8) -> String {
        match self {
            Self::Upper => format!("{byte:02X}"),
            Self::Lower => format!("{byte:02x}"),
        }
    }
}

/// As in a URL, by those who escape the most.
fn in_url(text: &str, hex: HexCase) -> Zeroizing<Vec<u8>> {
    let mut form = Zeroizing::new(Vec::with_capacity(text.len() * 3));
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => form.push(byte),
            _ => {
                form.push(b'%');
                form.extend_from_slice(hex.byte(byte).as_bytes());
            }
        }
    }
    form
}

/// As in a JSON string, by those who escape the most.
fn in_json(text: &str, hex: HexCase) -> Zeroizing<Vec<u8>> {
    let mut form = Zeroizing::new(String::with_capacity(text.len() * 6));
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') {
            form.push(c);
            continue;
        }
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            // Writing to a `String` does not fail.
            let _ = match hex {
                HexCase::Upper => write!(form, "\\u{unit:04X}"),
                HexCase::Lower => write!(form, "\\u{unit:04x}"),
            };
        }
    }
    Zeroizing::new(std::mem::take(&mut *form).into_bytes())
}

/// As in a JSON string, by those who escape slashes and quotes.
fn with_slashes(text: &str) -> Zeroizing<Vec<u8>> {
    let mut form = Zeroizing::new(Vec::with_capacity(text.len() * 2));
    for byte in text.bytes() {
        if matches!(byte, b'/' | b'"' | b'\\') {
            form.push(b'\\');
        }
        form.push(byte);
    }
    form
}

/// Within a text in Base64, `offset` bytes behind the beginning of a group of three: what is of the secret alone.
fn in_base64(text: &str, offset: usize) -> [Zeroizing<Vec<u8>>; 2] {
    let mut bytes = Zeroizing::new(Vec::with_capacity(offset + text.len()));
    bytes.resize(offset, 0);
    bytes.extend_from_slice(text.as_bytes());
    // What is of bytes before it, and of bytes behind it.
    let before = (offset * 8).div_ceil(6);
    let whole = bytes.len() * 8 / 6;
    [STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|engine| {
        let form = Zeroizing::new(engine.encode(&*bytes));
        let form = form.as_bytes().get(before..whole).unwrap_or_default();
        Zeroizing::new(form.to_vec())
    })
}

fn floor(text: &str, at: usize) -> usize {
    let mut places = (0..=at).rev();
    places.find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn ceil(text: &str, at: usize) -> usize {
    let mut places = at..=text.len();
    let place = places.find(|at| text.is_char_boundary(*at));
    place.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::Secret;

    const KEY: &str = "sk-Ab3/dE5+gH7_jK9mN1pQ3sT5vW7";

    fn redacted(text: &str) -> String {
        Secret::from(KEY).redact(text).into_owned()
    }

    #[test]
    fn the_whole_is_found_in_every_form() {
        for form in [
            KEY.to_owned(),
            KEY.replace('/', "%2F").replace('+', "%2B"),
            KEY.replace('/', "%2f").replace('+', "%2b"),
            KEY.replace('/', "\\/"),
            KEY.replace('/', "\\u002F").replace('+', "\\u002B"),
            STANDARD.encode(KEY),
        ] {
            let text = redacted(&format!("no key <{form}>!"));
            assert!(text.starts_with("no key <***"), "{form}: {text}");
            // Base64 ends with what is not of the secret alone.
            assert!(text.len() < "no key <***AA==>!".len() + 1, "{form}: {text}");
        }
    }

    #[test]
    fn base64_is_found_wherever_in_it_the_secret_begins() {
        for before in ["", "u", "me", "me:", "user:"] {
            let text = STANDARD.encode(format!("{before}{KEY}:x"));
            let left = redacted(&text).replace("***", "");
            assert!(left.len() <= before.len() * 2 + 8, "{before}: {left}");
        }
    }

    #[test]
    fn what_is_left_of_a_cut_secret_is_found() {
        for length in 16..KEY.len() {
            let (head, _) = KEY.split_at_checked(length).unwrap();
            assert_eq!(redacted(&format!("a {head}")), "a ***");
            let (_, tail) = KEY.split_at_checked(KEY.len() - length).unwrap();
            assert_eq!(redacted(&format!("{tail} b")), "*** b");
        }
    }

    #[test]
    fn words_are_no_secret() {
        let text = "incorrect API key sk-Ab3/d****vW7: see https://example.com/keys";
        assert!(matches!(
            Secret::from(KEY).redact(text),
            Cow::Borrowed(same) if same == text
        ));
    }

    #[test]
    fn a_short_secret_is_found_whole_and_an_empty_one_nowhere() {
        let word = Secret::from("application/json");
        assert_eq!(
            word.redact("an application wants application%2Fjson"),
            "an application wants ***"
        );
        assert_eq!(
            Secret::from("k1").redact("k1, k2 and k1"),
            "***, k2 and ***"
        );
        assert_eq!(Secret::from("").redact("text"), "text");
    }

    #[test]
    fn a_secret_of_any_script_is_cut_out_of_a_text_of_any_script() {
        let key = Secret::from("пароль-из-многих-букв");
        assert_eq!(key.redact("это пароль-из-многих-букв!"), "это ***!");
        assert_eq!(
            key.redact("ключ: \u{301}ль-из-многих-буквы"),
            "ключ: \u{301}***ы"
        );
    }

    #[test]
    fn several_are_found_in_their_order() {
        let bytes = format!("{KEY}|{KEY}");
        let length = KEY.len();
        let found = Secret::from(KEY).find_in(bytes.as_bytes());
        assert_eq!(found, [0..length, length + 1..2 * length + 1]);
    }
}
