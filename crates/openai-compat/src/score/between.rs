/// Where each of these tokens begins among the bytes that they make up, as far as that is certain; `None` if they
/// cannot make them up. Of some (`None`) nothing is known: such a token has at least a byte, but for the first of
/// all (`begins`), which may be a mark that has none. The first and the last are such.
pub(super) fn starts(
    pieces: &[Option<&[u8]>],
    bytes: &[u8],
    begins: bool,
) -> Option<Vec<Option<usize>>> {
    let (blocks, least_behind) = blocks(pieces, begins);
    let known: usize = blocks.iter().map(|block| block.bytes.len()).sum();
    let unknown = pieces.iter().filter(|piece| piece.is_none()).count();
    if bytes.len().checked_sub(known)? > unknown * LONGEST {
        return None;
    }
    let mut earliest = Vec::with_capacity(blocks.len());
    let mut from = 0;
    for block in &blocks {
        let at = find(bytes, from + block.least_before, &block.bytes)?;
        earliest.push(at);
        from = at + block.bytes.len();
    }
    let mut to = bytes.len().checked_sub(least_behind)?;
    if from > to {
        return None;
    }
    // Where the earliest place is also the latest, there is no other.
    let mut starts = vec![None; pieces.len()];
    let mut put = |index: usize, at: usize| {
        if let Some(start) = starts.get_mut(index) {
            *start = Some(at);
        }
    };
    for (block, earliest) in blocks.iter().zip(earliest).rev() {
        let latest = find_last(bytes.get(..to)?, &block.bytes)?;
        if earliest == latest {
            let mut at = latest;
            for (index, piece) in pieces.iter().enumerate().skip(block.first) {
                // What comes behind the block begins where it ends.
                put(index, at);
                let Some(piece) = piece else { break };
                at += piece.len();
            }
        }
        to = latest.checked_sub(block.least_before)?;
    }
    put(0, 0);
    Some(starts)
}

/// Tokens side by side whose bytes are known.
struct Block {
    /// The index of its first token.
    first: usize,
    bytes: Vec<u8>,
    /// How many bytes at least lie between it and the block before.
    least_before: usize,
}

/// The blocks, and how many bytes at least lie behind the last.
fn blocks(pieces: &[Option<&[u8]>], begins: bool) -> (Vec<Block>, usize) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut least = 0;
    let mut is_open = false;
    for (index, piece) in pieces.iter().enumerate() {
        match (piece, blocks.last_mut()) {
            (None, _) => {
                least += usize::from(!(begins && index == 0));
                is_open = false;
            }
            (Some(piece), Some(block)) if is_open => block.bytes.extend_from_slice(piece),
            (Some(piece), _) => {
                blocks.push(Block {
                    first: index,
                    bytes: piece.to_vec(),
                    least_before: std::mem::take(&mut least),
                });
                is_open = true;
            }
        }
    }
    (blocks, least)
}

/// The first place of a block from there on.
fn find(bytes: &[u8], from: usize, block: &[u8]) -> Option<usize> {
    (from..=bytes.len()).find(|at| is_at(bytes, *at, block))
}

fn find_last(bytes: &[u8], block: &[u8]) -> Option<usize> {
    (0..=bytes.len()).rev().find(|at| is_at(bytes, *at, block))
}

fn is_at(bytes: &[u8], at: usize, block: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(block))
}

/// No token of any vocabulary has more bytes. Where one would have to, something was left out.
const LONGEST: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    const A: Option<&[u8]> = Some(b"a");
    const B: Option<&[u8]> = Some(b"b");

    #[test]
    fn what_is_not_known_fills_the_gaps() {
        for (pieces, bytes, expected) in [
            (&[None][..], "x", Some(vec![Some(0)])),
            (&[None, None], "x", None),
            (&[None, None], "xy", Some(vec![Some(0), None])),
            (
                &[None, A, None],
                "xay",
                Some(vec![Some(0), Some(1), Some(2)]),
            ),
            (&[None, A, None], "xa", None),
            (&[None, A, None], "ay", None),
            (
                &[None, A, B, None],
                "xaby",
                Some(vec![Some(0), Some(1), Some(2), Some(3)]),
            ),
            (&[None, A, B, None], "xacb", None),
            (
                &[None, A, None, None, B, None],
                "xa12b2",
                Some(vec![Some(0), Some(1), Some(2), None, Some(4), Some(5)]),
            ),
            (&[None, B, None, A, None], "xa1b2", None),
        ] {
            assert_eq!(starts(pieces, bytes.as_bytes(), false), expected, "{bytes}");
        }
    }

    #[test]
    fn of_two_places_neither_is_certain() {
        let found = starts(&[None, A, None], b"xaay", false);
        assert_eq!(found, Some(vec![Some(0), None, None]));
    }

    #[test]
    fn the_first_of_all_may_have_no_bytes() {
        assert!(starts(&[None], b"", true).is_some());
        assert!(starts(&[None], b"", false).is_none());
        assert!(starts(&[None, None], b"x", true).is_some());
    }

    #[test]
    fn a_token_longer_than_any_was_not_one() {
        assert!(starts(&[None], &[b'x'; 256], true).is_some());
        assert!(starts(&[None], &[b'x'; 257], true).is_none());
    }
}
