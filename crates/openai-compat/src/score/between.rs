/// Whether tokens can make up these bytes, of some of which (`None`) nothing is known. Such a token has at least a
/// byte, but for the first of all (`begins`), which may be a mark that has none.
pub(super) fn fits(pieces: &[Option<&[u8]>], bytes: &[u8], begins: bool) -> bool {
    let mut rest = bytes;
    // How many bytes at least come before the next block, if any may.
    let mut gap = None;
    let mut pieces = pieces.iter().enumerate().peekable();
    while let Some((index, piece)) = pieces.next() {
        let Some(piece) = piece else {
            *gap.get_or_insert(0) += usize::from(!(begins && index == 0));
            continue;
        };
        let mut block = piece.to_vec();
        while let Some((_, Some(more))) = pieces.next_if(|(_, piece)| piece.is_some()) {
            block.extend_from_slice(more);
        }
        let behind = match gap.take() {
            None => rest.strip_prefix(&*block),
            Some(least) => behind(rest, &block, least),
        };
        match behind {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    match gap {
        None => rest.is_empty(),
        Some(least) => rest.len() >= least && rest.len() <= least.max(1) * LONGEST,
    }
}

/// What is behind the first place of a block that has at least so many bytes before it.
fn behind<'a>(bytes: &'a [u8], block: &[u8], least: usize) -> Option<&'a [u8]> {
    let from = bytes.get(least..)?;
    (0..=from.len()).find_map(|at| from.get(at..)?.strip_prefix(block))
}

/// No token of any vocabulary has more bytes. Where one would have to, something was left out.
const LONGEST: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_fills_the_gaps() {
        let (a, b, unknown) = (Some(&b"a"[..]), Some(&b"b"[..]), None);
        for (pieces, bytes, expected) in [
            (&[unknown][..], "x", true),
            (&[unknown, unknown], "x", false),
            (&[unknown, a, unknown], "xay", true),
            (&[unknown, a, unknown], "aay", true),
            (&[unknown, a, unknown], "xa", false),
            (&[unknown, a, b, unknown], "aaby", true),
            (&[unknown, a, b, unknown], "xaby", true),
            (&[unknown, a, b, unknown], "xacb", false),
            (&[unknown, a, unknown, b, unknown], "xa1b2", true),
            (&[unknown, b, unknown, a, unknown], "xa1b2", false),
        ] {
            assert_eq!(fits(pieces, bytes.as_bytes(), false), expected, "{bytes}");
        }
    }

    #[test]
    fn the_first_of_all_may_have_no_bytes() {
        assert!(fits(&[None], b"", true));
        assert!(!fits(&[None], b"", false));
        assert!(fits(&[None, None], b"x", true));
    }

    #[test]
    fn a_token_longer_than_any_was_not_one() {
        assert!(fits(&[None], &[b'x'; 256], true));
        assert!(!fits(&[None], &[b'x'; 257], true));
    }
}
