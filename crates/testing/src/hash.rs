use surprisal_core::Messages;

/// A number that looks random and is the same for the same history everywhere: the finalizer of SplitMix64, applied to
/// what has been added so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) fn new(seed: u64) -> Self {
        Self(0).with(seed)
    }

    /// With one more number in its history.
    #[must_use]
    pub(crate) fn with(self, next: u64) -> Self {
        let mut bits = (self.0 ^ next).wrapping_add(0x9E37_79B9_7F4A_7C15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self(bits ^ (bits >> 31))
    }

    /// A number above 0 and below 1.
    pub(crate) fn unit(self) -> f64 {
        // 53 bits are what an `f64` holds exactly; half a step keeps it from 0.
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// A number below this one, which is not 0.
    pub(crate) fn below(self, count: usize) -> usize {
        (self.0 % count.max(1) as u64) as usize
    }

    pub(crate) fn value(self) -> u64 {
        self.0
    }
}

/// A number that stands for what is said (of its JSON).
pub(crate) fn hash_messages(messages: &Messages) -> u64 {
    hash_bytes(&serde_json::to_vec(messages).unwrap_or_default())
}

/// A number that stands for these bytes (FNV-1a).
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
