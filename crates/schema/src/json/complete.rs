#[cfg(test)]
mod tests;

use std::borrow::Cow;

/// JSON of which only the beginning has come, with all that is open closed: the most that is certain of it. A
/// string ends where it was cut; a number or word that may go on, a key without a value and half of an escape
/// are left out, and so is what follows the value. `None` where there is nothing yet.
///
/// Where the text is not the beginning of JSON, what comes out is not JSON either. One pass, so linear in the text.
pub(crate) fn complete(text: &str) -> Option<Cow<'_, str>> {
    let mut scan = Scan::default();
    for (at, byte) in text.bytes().enumerate() {
        if !scan.step(at, byte) {
            break;
        }
    }
    if scan.state == State::Number && scan.closers.is_empty() {
        // Nothing holds it that it could be left out of.
        return text
            .ends_with(|last: char| last.is_ascii_digit())
            .then_some(text.into());
    }
    let kept = text.get(..scan.kept).filter(|kept| !kept.is_empty())?;
    if scan.closers.is_empty() && !scan.is_in_text {
        return Some(kept.into());
    }
    let mut whole = String::with_capacity(kept.len() + 1 + scan.closers.len());
    whole.push_str(kept);
    whole.extend(scan.is_in_text.then_some('"'));
    whole.extend(scan.closers.iter().rev());
    Some(whole.into())
}

#[derive(Default)]
struct Scan {
    state: State,
    /// What closes the objects and lists that are open, the innermost last.
    closers: Vec<char>,
    /// How much of the text, in bytes, makes up JSON together with what closes it.
    kept: usize,
    /// Whether what is kept ends within a text.
    is_in_text: bool,
    /// Whether the next text is a key.
    is_key: bool,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Between,
    Text,
    /// After a backslash.
    Escape,
    /// Within `\uXXXX`: how many digits have come, and whether they begin the first half of a pair.
    Unicode {
        digits: u8,
        is_first_half: bool,
    },
    Number,
    /// Within `true`, `false` or `null`: how many letters are to come.
    Word {
        left: u8,
    },
    /// After the whole value.
    End,
}

impl Scan {
    /// Takes the next byte; whether more can come.
    fn step(&mut self, at: usize, byte: u8) -> bool {
        match self.state {
            State::Between => self.between(at, byte),
            State::Text => match byte {
                b'"' => {
                    self.state = State::Between;
                    if !self.is_key {
                        self.value(at + 1);
                    }
                }
                b'\\' => self.state = State::Escape,
                _ => self.keep_text(at + 1),
            },
            State::Escape if byte == b'u' => {
                self.state = State::Unicode {
                    digits: 0,
                    is_first_half: true,
                };
            }
            State::Escape => {
                self.state = State::Text;
                self.keep_text(at + 1);
            }
            State::Unicode {
                digits,
                is_first_half,
            } => self.unicode(at, byte, digits, is_first_half),
            State::Number if is_delimiter(byte) => {
                self.value(at);
                return self.step(at, byte);
            }
            State::Number => {}
            State::Word { left: 1 } => self.value(at + 1),
            State::Word { left } => self.state = State::Word { left: left - 1 },
            State::End if byte.is_ascii_whitespace() => self.kept = at + 1,
            State::End => return false,
        }
        true
    }

    fn between(&mut self, at: usize, byte: u8) {
        match byte {
            b'{' | b'[' => {
                self.is_key = byte == b'{';
                self.closers.push(if self.is_key { '}' } else { ']' });
                self.kept = at + 1;
            }
            b'}' | b']' => {
                self.closers.pop();
                self.value(at + 1);
            }
            b'"' => {
                self.state = State::Text;
                self.is_in_text = !self.is_key;
                self.keep_text(at + 1);
            }
            b',' => self.is_key = self.closers.last() == Some(&'}'),
            b':' => self.is_key = false,
            b'-' | b'0'..=b'9' => self.state = State::Number,
            b't' | b'n' => self.state = State::Word { left: 3 },
            b'f' => self.state = State::Word { left: 4 },
            _ => {}
        }
    }

    /// A pair of halves stands for one character: the first alone is none.
    fn unicode(&mut self, at: usize, byte: u8, digits: u8, is_first_half: bool) {
        let is_first_half = is_first_half
            && match digits {
                0 => matches!(byte, b'd' | b'D'),
                1 => matches!(byte, b'8' | b'9' | b'a' | b'b' | b'A' | b'B'),
                _ => true,
            };
        if digits < 3 {
            self.state = State::Unicode {
                digits: digits + 1,
                is_first_half,
            };
            return;
        }
        self.state = State::Text;
        if !is_first_half {
            self.keep_text(at + 1);
        }
    }

    /// A value ends here.
    fn value(&mut self, end: usize) {
        self.kept = end;
        self.is_in_text = false;
        self.state = match self.closers.is_empty() {
            true => State::End,
            false => State::Between,
        };
    }

    /// A text that is a value can be cut here; a key cannot.
    fn keep_text(&mut self, end: usize) {
        if self.is_in_text {
            self.kept = end;
        }
    }
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace()
}
