//! Random changes of an input, in the manner of libFuzzer's.

use fastrand::Rng;

/// Values at which lengths and indices go wrong.
const BYTES: [u8; 8] = [0, 1, b'0', b'"', 0x7F, 0x80, 0xC3, 0xFF];

/// How long an input becomes at most.
const LONGEST: usize = 1 << 15;

/// Changes of inputs, the same ones for the same seed.
pub(crate) struct Mutator {
    rng: Rng,
    words: Vec<Vec<u8>>,
}

impl Mutator {
    pub(crate) fn new(seed: u64, words: Vec<Vec<u8>>) -> Self {
        let rng = Rng::with_seed(seed);
        Self { rng, words }
    }

    /// One of the inputs, changed in one to four places.
    pub(crate) fn next(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut input = self.one(inputs);
        for _ in 0..self.rng.u32(1..=4) {
            self.change(&mut input, inputs);
        }
        input.truncate(LONGEST);
        input
    }

    fn one(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let choice = self.rng.choice(inputs);
        choice.cloned().unwrap_or_default()
    }

    fn change(&mut self, input: &mut Vec<u8>, inputs: &[Vec<u8>]) {
        let at = self.rng.usize(0..=input.len());
        let end = (at + self.rng.usize(0..=16)).min(input.len());
        let piece: Vec<u8> = match self.rng.u32(0..9) {
            0 => Vec::new(),
            1 => vec![self.rng.u8(..)],
            2 => vec![self.rng.choice(BYTES).unwrap_or_default()],
            3 => self.rng.choice(&self.words).cloned().unwrap_or_default(),
            4 => {
                // A piece of the same input again.
                let from = self.rng.usize(0..=input.len());
                let to = (from + self.rng.usize(0..=64)).min(input.len());
                input[from..to].to_vec()
            }
            5 => {
                let other = self.one(inputs);
                let from = self.rng.usize(0..=other.len());
                let to = (from + self.rng.usize(0..=64)).min(other.len());
                other[from..to].to_vec()
            }
            6 => {
                let number = *self
                    .rng
                    .choice(&["-1", "1e999", "4294967296", "-0.0"])
                    .unwrap();
                number.as_bytes().to_vec()
            }
            7 => {
                input.truncate(at);
                return;
            }
            _ => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.rng.u32(0..8);
                }
                return;
            }
        };
        // In the place of something, or between two bytes.
        let end = if self.rng.bool() { at } else { end };
        input.splice(at..end, piece);
    }
}

#[test]
fn the_same_seed_makes_the_same_changes_and_another_makes_others() {
    let inputs = [b"{\"a\":1}".to_vec(), b"data: x\n\n".to_vec()];
    let changed = |seed| {
        let mut mutator = Mutator::new(seed, vec![b"null".to_vec()]);
        (0..50).map(|_| mutator.next(&inputs)).collect::<Vec<_>>()
    };
    assert_eq!(changed(1), changed(1));
    assert_ne!(changed(1), changed(2));
    assert!(changed(1).iter().any(|one| !inputs.contains(one)));
}
