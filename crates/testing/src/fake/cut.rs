use surprisal_core::{CallOptions, FinishReason};

use super::FakeToken;
use super::answer::FakeChoice;
use super::piece::{Part, Piece};

/// Ends a choice where the options say: at the most tokens that they allow, or before a text to stop at.
pub(super) fn cut(choice: FakeChoice, options: &CallOptions) -> FakeChoice {
    let FakeChoice {
        mut pieces,
        finish_reason,
    } = choice;
    let limit = options.max_tokens.map_or(usize::MAX, |most| most as usize);
    let is_long = pieces.len() > limit;
    pieces.truncate(limit);
    let reason = if let Some(at) = options.stop.as_deref().and_then(|stop| find(&pieces, stop)) {
        stop_at(&mut pieces, at);
        FinishReason::Stop
    } else if is_long {
        drop_half_a_character(&mut pieces);
        FinishReason::Length
    } else {
        let calls = pieces
            .iter()
            .any(|piece| matches!(piece.part, Part::Call { .. }));
        finish_reason.unwrap_or(match calls {
            true => FinishReason::ToolCalls,
            false => FinishReason::Stop,
        })
    };
    FakeChoice {
        pieces,
        finish_reason: Some(reason),
    }
}

/// Where in the bytes of the text the first of these begins.
fn find(pieces: &[Piece], stop: &[String]) -> Option<usize> {
    let tokens = pieces.iter().filter(|piece| piece.part == Part::Text);
    let text: Vec<u8> = tokens
        .flat_map(|piece| piece.token.bytes())
        .copied()
        .collect();
    let starts = stop.iter().filter_map(|stop| {
        let mut windows = text.windows(stop.len().max(1));
        windows.position(|window| window == stop.as_bytes())
    });
    starts.min()
}

/// Keeps what comes before this byte of the text. A token that begins before it keeps those of its bytes.
fn stop_at(pieces: &mut Vec<Piece>, mut left: usize) {
    let mut kept = 0;
    for piece in pieces.iter_mut() {
        if piece.part == Part::Text {
            let length = piece.token.bytes().len();
            if length >= left {
                piece.token.split_off(left);
                kept += usize::from(left > 0);
                break;
            }
            left -= length;
        }
        kept += 1;
    }
    pieces.truncate(kept);
}

/// No text has half a character, so the tokens of one that is cut by the limit are left out.
fn drop_half_a_character(pieces: &mut Vec<Piece>) {
    while let Some(last) = pieces.last() {
        let part = last.part.clone();
        let same = pieces.iter().filter(|piece| piece.part == part);
        let bytes: Vec<u8> = same
            .flat_map(|piece| piece.token.bytes())
            .copied()
            .collect();
        match str::from_utf8(&bytes) {
            Err(error) if error.error_len().is_none() => pieces.pop(),
            _ => break,
        };
    }
}

/// Cuts each token that has a character of several bytes within the first of these.
pub(super) fn split_characters(choice: FakeChoice) -> FakeChoice {
    let pieces = choice.pieces.into_iter().flat_map(|mut piece| {
        let rest = within_a_character(&piece.token).map(|at| Piece {
            part: piece.part.clone(),
            token: piece.token.split_off(at),
        });
        [Some(piece), rest].into_iter().flatten()
    });
    FakeChoice {
        pieces: pieces.collect(),
        ..choice
    }
}

fn within_a_character(token: &FakeToken) -> Option<usize> {
    let text = str::from_utf8(token.bytes()).ok()?;
    let (at, _) = text.char_indices().find(|(_, sign)| sign.len_utf8() > 1)?;
    Some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::{FakeAnswer, byte_token};
    use super::*;

    fn after(answer: impl Into<FakeAnswer>, options: &CallOptions) -> (Vec<String>, String) {
        let choice = cut(answer.into().first, options);
        let texts = choice.pieces.iter().map(|piece| piece.token.text());
        let reason = choice.finish_reason.map(|reason| reason.to_string());
        (texts.map(Into::into).collect(), reason.unwrap_or_default())
    }

    #[test]
    fn a_text_to_stop_at_and_all_behind_it_is_left_out() {
        let stop = CallOptions::new().stop(["xy", "END"]);
        let said = |tokens: &[&str]| after(tokens.to_vec(), &stop);
        assert_eq!(
            said(&["the ", "E", "ND", " of"]),
            (vec!["the ".to_owned()], "stop".into())
        );
        assert_eq!(said(&["the E", "ND"]).0, ["the "]);
        assert_eq!(said(&["END"]).0, Vec::<String>::new());
        assert_eq!(said(&["a", "EN", "D xy"]).0, ["a"]);
        assert_eq!(
            said(&["a", "EN"]),
            (vec!["a".to_owned(), "EN".into()], "stop".into())
        );
        let calls = FakeAnswer::from("END").tool_call("f", serde_json::json!({}));
        assert_eq!(after(calls, &stop), (Vec::new(), "stop".into()));
    }

    #[test]
    fn the_limit_of_tokens_comes_before_what_is_behind_it() {
        let options = CallOptions::new().max_tokens(2).stop(["c"]);
        assert_eq!(after(["a", "b", "c"], &options).1, "length");
        assert_eq!(
            after(["a", "c", "c"], &options),
            (vec!["a".to_owned()], "stop".into())
        );
        assert_eq!(after(["a", "b"], &options).1, "stop");
    }

    #[test]
    fn no_text_ends_within_a_character() {
        let crab = [
            byte_token(b"a"),
            byte_token(b"\xf0\x9f"),
            byte_token(b"\xa6"),
            byte_token(b"\x80"),
        ];
        let (said, reason) = after(crab, &CallOptions::new().max_tokens(3));
        assert_eq!((said, reason.as_str()), (vec!["a".to_owned()], "length"));
    }
}
