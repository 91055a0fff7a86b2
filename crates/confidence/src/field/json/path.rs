use super::JsonErrorKind;

/// A longer pointer is refused: there is one for each value, and a text with a long key around many short values would
/// take memory by the square of its length.
const LONGEST: usize = 4096;

/// The RFC 6901 pointer of what is being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(String);

impl Path {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Goes back to the pointer that had this length.
    pub(super) fn leave(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// Goes to a key or an index of what the pointer of this length is of.
    pub(super) fn enter(&mut self, length: usize, step: &str) -> Result<(), JsonErrorKind> {
        self.leave(length);
        self.0.push('/');
        for character in step.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                _ => self.0.push(character),
            }
        }
        match self.0.len() > LONGEST {
            true => {
                self.leave(length);
                Err(JsonErrorKind::TooLarge)
            }
            false => Ok(()),
        }
    }
}
