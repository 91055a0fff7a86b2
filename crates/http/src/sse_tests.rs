use proptest::prelude::*;
use surprisal_core::ErrorKind;

use super::*;

type Owned = (Option<String>, String);

fn drain(decoder: &mut SseDecoder, into: &mut Vec<Owned>) -> Result<()> {
    while let Some(frame) = decoder.next_frame()? {
        into.push((frame.event.map(Into::into), frame.data.to_owned()));
    }
    Ok(())
}

fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Owned>> {
    let mut decoder = SseDecoder::new(1 << 20);
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(piece);
        drain(&mut decoder, &mut events)?;
    }
    if let Some(frame) = decoder.finish()? {
        events.push((frame.event.map(Into::into), frame.data.to_owned()));
    }
    Ok(events)
}

fn data(input: &[u8]) -> Vec<String> {
    let events = decode([input]).unwrap();
    events.into_iter().map(|(_, data)| data).collect()
}

/// The rules of the HTML standard, read off it line by line, over the whole input at once.
fn reference(input: &str) -> Vec<Owned> {
    let input = input.strip_prefix('\u{feff}').unwrap_or(input);
    let input = input.replace("\r\n", "\n").replace('\r', "\n");
    let (mut events, mut name, mut lines) = (Vec::new(), String::new(), Vec::<String>::new());
    for line in input.split('\n') {
        if line.is_empty() {
            if !lines.is_empty() {
                let event = Some(name.clone()).filter(|name| !name.is_empty());
                events.push((event, lines.join("\n")));
            }
            name.clear();
            lines.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => name = value.to_owned(),
            "data" => lines.push(value.to_owned()),
            _ => {}
        }
    }
    events
}

#[test]
fn line_ends_and_spaces_come_in_every_form() {
    for input in [
        "data: a\n\ndata: b\n\n",
        "data:a\r\n\r\ndata:b\r\n\r\n",
        "data: a\r\rdata: b\r\r",
        "\u{feff}data: a\n\r\ndata: b\r\n\n",
        "id: 1\nretry: 3\ndata: a\nfoo: x\n\n: comment\ndata: b\n\n",
    ] {
        assert_eq!(data(input.as_bytes()), ["a", "b"], "{input:?}");
    }
}

#[test]
fn one_space_is_stripped_and_a_colon_may_be_missing() {
    assert_eq!(data(b"data:  a\n\ndata\n\ndata:\n\n"), [" a", "", ""]);
}

#[test]
fn several_data_lines_are_joined() {
    assert_eq!(data(b"data: a\ndata\ndata: b\n\n"), ["a\n\nb"]);
}

#[test]
fn an_event_without_data_is_none_and_its_name_is_forgotten() {
    let events = decode([&b"event: ping\n\ndata: x\n\n"[..]]).unwrap();
    assert_eq!(events, [(None, "x".to_owned())]);
}

#[test]
fn an_event_that_lacks_only_its_blank_line_is_given_at_the_end() {
    assert_eq!(data(b"data: [DONE]\n"), ["[DONE]"]);
    assert_eq!(data(b"data: [DONE]\r"), ["[DONE]"]);
}

#[test]
fn a_stream_cut_within_a_line_is_truncated_and_the_half_event_kept() {
    let error = decode([&b"data: a\n\nevent: x\ndata: {\"b\""[..]]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(error.body(), Some("event: x\ndata: {\"b\""));
}

#[test]
fn invalid_utf_8_is_refused_with_its_offset() {
    for input in [
        &b"data: a\n\ndata: b\xff\n\n"[..],
        b"data: a\ndata: \ndata\ndata\xff\xff\n\ndata: \xff\n\n",
    ] {
        let at = input.iter().rposition(|byte| *byte == 0xff).unwrap();
        let error = decode([input]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse);
        let expected = format!("invalid UTF-8 at byte {at} of the answer");
        assert_eq!(error.message(), expected);
        let error = decode(input.chunks(1)).unwrap_err();
        assert_eq!(error.message(), expected);
    }
}

#[test]
fn invalid_utf_8_of_a_later_line_is_refused_with_its_offset() {
    let error = decode([&b"data: a\ndata: \xff\n\n"[..]]).unwrap_err();
    assert_eq!(error.message(), "invalid UTF-8 at byte 14 of the answer");
}

#[test]
fn an_event_over_the_limit_is_refused_and_comments_between_events_are_not_counted() {
    let mut decoder = SseDecoder::new(100);
    for _ in 0..100 {
        decoder.push(b": keep-alive\n\n");
        assert_eq!(decoder.next_frame().unwrap(), None);
    }
    decoder.push(b"data: ");
    for _ in 0..94 {
        decoder.push(b"x");
        assert_eq!(decoder.next_frame().unwrap(), None);
    }
    decoder.push(b"x");
    let error = decoder.next_frame().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(error.message().contains("100 bytes"), "{error}");
}

#[test]
fn memory_stays_flat_over_a_long_stream() {
    let mut decoder = SseDecoder::new(1 << 20);
    let event = format!("data: {}\n\n", "x".repeat(700));
    let stream = event.repeat(2_000);
    let (mut bytes, mut events) = (0, 0);
    for piece in stream.as_bytes().chunks(1_000) {
        decoder.push(piece);
        while let Some(frame) = decoder.next_frame().unwrap() {
            bytes += frame.data.len();
            events += 1;
        }
    }
    assert_eq!((events, bytes), (2_000, 1_400_000));
    assert!(decoder.lines.capacity() < 10_000);
}

/// Pieces that make every rule likely to be met, line ends and split characters among them.
fn stream() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "data: {\"a\":1}",
        "data:x",
        "data: é💙",
        "data",
        "event: delta",
        "event:",
        ": comment",
        "id: 7",
        "\u{feff}",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\r\n\r\n",
        " ",
        ":",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_cut_gives_what_the_standard_gives(
        input in stream(),
        cuts in prop::collection::vec(1_usize..8, 1..20),
    ) {
        let input = input + "\n\n";
        let mut rest = input.as_bytes();
        let mut pieces = Vec::new();
        for cut in cuts.iter().cycle() {
            let (head, tail) = rest.split_at((*cut).min(rest.len()));
            pieces.push(head);
            rest = tail;
            if rest.is_empty() { break; }
        }
        let expected = reference(&input);
        prop_assert_eq!(&decode([input.as_bytes()]).unwrap(), &expected);
        prop_assert_eq!(&decode(pieces).unwrap(), &expected);
    }

    #[test]
    fn arbitrary_bytes_give_the_same_cut_or_whole(
        input in prop::collection::vec(any::<u8>(), 0..200),
        cut in 0_usize..200,
    ) {
        let (head, tail) = input.split_at(cut.min(input.len()));
        let show = |result: Result<Vec<Owned>>| result.map_err(|error| error.to_string());
        prop_assert_eq!(show(decode([head, tail])), show(decode([&input[..]])));
    }
}
