/// Numbers that look random and are the same for the same seed everywhere (SplitMix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    /// A number with the mean 0 and this standard deviation.
    pub(super) fn number(&mut self, deviation: f32) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        // 24 bits are what a `f32` holds exactly.
        let unit = (bits >> 40) as f32 / (1u32 << 24) as f32;
        // What is uniform between −√3 and √3 deviates by 1.
        (2.0 * unit - 1.0) * 3f32.sqrt() * deviation
    }
}
