/// Tells lines apart: FNV-1a in 64 bits, which stays the same from version to version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hash(u64);

impl Hash {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        Self(bytes.iter().fold(BASIS, fold))
    }

    /// Sixteen hexadecimal digits.
    pub(super) fn to_text(self) -> String {
        format!("{:016x}", self.0)
    }

    pub(super) fn from_text(text: &str) -> Option<Self> {
        let hash = (text.len() == 16).then(|| u64::from_str_radix(text, 16));
        hash?.ok().map(Self)
    }
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_published_function() {
        assert_eq!(Hash::of(b"").to_text(), "cbf29ce484222325");
        assert_eq!(Hash::of(b"foobar").to_text(), "85944171f73967e8");
        assert_eq!(
            Hash::from_text("85944171f73967e8"),
            Some(Hash::of(b"foobar"))
        );
        assert_eq!(Hash::from_text("85944171"), None);
    }
}
