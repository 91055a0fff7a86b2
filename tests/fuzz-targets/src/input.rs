use bytes::Bytes;

/// The bytes of an input: choices at its front, and behind them what is read.
pub(crate) struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    pub(crate) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    /// The next choice: `0` is the first. Where there is no more of the input it is the first as well.
    pub(crate) fn number(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else {
            return 0;
        };
        self.rest = rest;
        first.wrapping_sub(b'0')
    }

    /// One of these.
    pub(crate) fn pick<'b, T>(&mut self, of: &'b [T]) -> &'b T {
        &of[usize::from(self.number()) % of.len()]
    }

    /// A length from 1 to 16.
    pub(crate) fn length(&mut self) -> usize {
        usize::from(self.number() % 16) + 1
    }

    /// All that is left.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }
}

/// Pieces of about this length, among them empty ones and shorter ones.
pub(crate) fn cut(bytes: &[u8], length: usize) -> Vec<Bytes> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    for turn in 0.. {
        // Three lengths in turn, so that no period of the input meets one of the cuts.
        let next = [length, length / 2, length + 1][turn % 3].min(rest.len());
        let (piece, behind) = rest.split_at(next);
        pieces.push(Bytes::copy_from_slice(piece));
        rest = behind;
        if rest.is_empty() {
            break;
        }
    }
    pieces
}
