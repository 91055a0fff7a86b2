use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::Secret;

/// What stands in the place of a secret.
const HIDDEN: &str = "***";

/// From this length on a part of a secret may be told from words; below it only the whole is searched for.
const SHORTEST: usize = 8;

/// A part of this length is no chance, however long the secret is.
const LONGEST: usize = 16;

/// The forms in which a secret may stand in a text, and how long a part of one is at least to count.
///
/// Wiped when it is dropped, as the secret itself.
pub(crate) struct Traces {
    forms: Vec<Zeroizing<Vec<u8>>>,
    width: usize,
}

impl Traces {
    pub(crate) fn of(secret: &Secret) -> Self {
        let text = secret.expose();
        let mut forms = vec![Zeroizing::new(text.as_bytes().to_vec())];
        if text.len() < SHORTEST {
            return Self {
                forms,
                width: text.len(),
            };
        }
        for hex in [HexCase::Upper, HexCase::Lower] {
            forms.push(in_url(text, hex));
            forms.push(in_json(text, hex));
        }
        forms.push(with_slashes(text));
        for offset in 0..3 {
            forms.extend(in_base64(text, offset));
        }
        Self {
            forms,
            width: text.len().div_ceil(2).clamp(SHORTEST, LONGEST),
        }
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
        if self.width == 0 || bytes.len() < self.width {
            return found;
        }
        let grams: HashSet<&[u8]> = self
            .forms
            .iter()
            .flat_map(|form| form.windows(self.width))
            .collect();
        // Most places begin no part: a look at two bytes is quicker than a hash of all.
        let starts: HashSet<u16> = grams.iter().filter_map(|gram| first(gram)).collect();
        let mut may_start = vec![false; 1 << 16];
        for start in starts {
            if let Some(place) = may_start.get_mut(usize::from(start)) {
                *place = true;
            }
        }
        let is_start = |gram: &[u8]| {
            first(gram).is_none_or(|start| may_start.get(usize::from(start)) == Some(&true))
        };
        for (at, gram) in bytes.windows(self.width).enumerate() {
            if !is_start(gram) || !grams.contains(gram) {
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

/// The first two bytes as a number.
fn first(gram: &[u8]) -> Option<u16> {
    gram.first_chunk().map(|pair| u16::from_be_bytes(*pair))
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
        assert_eq!(Secret::from("k1").redact("k1, k2 and k1"), "***, k2 and ***");
        assert_eq!(Secret::from("").redact("text"), "text");
    }

    #[test]
    fn a_secret_of_any_script_is_cut_out_of_a_text_of_any_script() {
        let key = Secret::from("пароль-из-многих-букв");
        assert_eq!(key.redact("это пароль-из-многих-букв!"), "это ***!");
        assert_eq!(key.redact("ключ: \u{301}ль-из-многих-буквы"), "ключ: \u{301}***ы");
    }

    #[test]
    fn several_are_found_in_their_order() {
        let bytes = format!("{KEY}|{KEY}");
        let length = KEY.len();
        let found = Secret::from(KEY).find_in(bytes.as_bytes());
        assert_eq!(found, [0..length, length + 1..2 * length + 1]);
    }
}
