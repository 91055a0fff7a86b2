use smallvec::SmallVec;
use surprisal_core::Result;

use super::Reader;

/// The bytes of a token, which are few.
pub(crate) type ByteArray = SmallVec<[u8; 32]>;

impl Reader<'_> {
    /// Steps over an array of bytes if it is compactly written and they are those of this text: which they
    /// nearly always are, and comparing is quicker than reading.
    #[inline]
    pub(crate) fn eat_bytes_of(&mut self, text: &str) -> bool {
        let Some((last, before)) = text.as_bytes().split_last() else {
            return self.eat("[]");
        };
        let Some(mut rest) = self.rest().strip_prefix(b"[") else {
            return false;
        };
        for byte in before {
            match Decimal::of(*byte).strip(rest, b',') {
                Some(next) => rest = next,
                None => return false,
            }
        }
        let Some(rest) = Decimal::of(*last).strip(rest, b']') else {
            return false;
        };
        self.at = self.text.len() - rest.len();
        true
    }

    /// Reads an array of bytes.
    pub(crate) fn bytes(&mut self) -> Result<ByteArray> {
        let mut bytes = ByteArray::new();
        self.array(|reader| {
            reader.peek();
            let at = reader.at;
            let byte = reader.raw()?.parse();
            let expected = "a byte, which is a whole number from 0 to 255";
            bytes.push(byte.map_err(|_| reader.wrong_at(at, expected))?);
            Ok(())
        })?;
        Ok(bytes)
    }
}

/// A byte in decimal, as the lowest bytes of a word.
#[derive(Clone, Copy)]
struct Decimal {
    digits: u32,
    length: u32,
}

impl Decimal {
    #[expect(
        clippy::indexing_slicing,
        reason = "of a constant: what is out of range does not compile"
    )]
    const ALL: [Self; 256] = {
        let mut all = [Self {
            digits: 0,
            length: 0,
        }; 256];
        let mut byte = 0;
        while byte < 256 {
            let (mut rest, mut digits, mut length) = (byte as u32, 0, 0);
            while length == 0 || rest > 0 {
                digits = digits << 8 | (b'0' as u32 + rest % 10);
                rest /= 10;
                length += 1;
            }
            all[byte] = Self { digits, length };
            byte += 1;
        }
        all
    };

    #[inline(always)]
    fn of(byte: u8) -> Self {
        // Every byte has its place.
        Self::ALL.get(usize::from(byte)).copied().unwrap_or(Self {
            digits: 0,
            length: 0,
        })
    }

    /// What of the text follows, if it begins with these digits and this byte behind them.
    #[inline(always)]
    fn strip(self, text: &[u8], behind: u8) -> Option<&[u8]> {
        let word = u32::from_le_bytes(*text.first_chunk()?);
        let ignored = 24 - 8 * self.length;
        let expected = u32::from(behind) << (8 * self.length) | self.digits;
        if word << ignored != expected << ignored {
            return None;
        }
        text.get(self.length as usize + 1..)
    }
}
