use surprisal_confidence::{ColorDepth, HeatMap, HtmlPage, escape_controls};
use surprisal_core::{Channel, HasLogprobs as _, Logprobs, Scored, TokenLogprob, TopLogprob};

use crate::input::{Input, cut};

/// What is shown of an answer: text that is no markup, and commands no terminal.
///
/// The input is how long the tokens are, and the text; any byte of which may be part of no character.
pub fn pages(data: &[u8]) {
    let mut input = Input::new(data);
    let length = input.length();
    let bytes = input.rest();
    let tokens = cut(bytes, length)
        .into_iter()
        .enumerate()
        .map(|(index, bytes)| {
            let text = String::from_utf8_lossy(&bytes);
            let top = TopLogprob::new(&text, -f64::from(u16::try_from(index % 90).unwrap()) / 8.0);
            let top = match index % 3 {
                0 => top,
                _ => top.with_bytes(&bytes),
            };
            TokenLogprob::from(top.clone())
                .with_top_logprobs([top, TopLogprob::new(&text, -9999.0)])
        });
    let text = String::from_utf8_lossy(bytes);
    let answer = Scored::new(text.clone(), Logprobs::new(Channel::Content, tokens));
    let nothing = Scored::new("", Logprobs::default());
    let page = HtmlPage::of(&answer).title(text.clone()).to_string();
    let empty = HtmlPage::of(&nothing).to_string();
    for raw in [
        "<script", "</script", "<style", "</style", "<!--", "<html", "</html",
    ] {
        assert_eq!(count(&page, raw), count(&empty, raw), "{raw} in {page}");
    }
    let painted = HeatMap::of(&answer).width(40).to_string();
    assert!(!painted.contains(is_command), "{painted:?}");
    let colored = HeatMap::of(&answer).depth(ColorDepth::Ansi256).to_string();
    // A command of ours ends with the first `m`, and has numbers alone.
    for command in colored.split('\u{1b}').skip(1) {
        let (command, _) = command.split_once('m').unwrap();
        let body = command.strip_prefix('[').unwrap();
        assert!(
            body.bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b';'),
            "{colored:?}"
        );
    }
    assert!(!escape_controls(&text).contains(is_command));
    assert_eq!(answer.tokens().len(), cut(bytes, length).len());
}

/// Line breaks and tabs are text.
fn is_command(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

fn count(page: &str, what: &str) -> usize {
    page.to_ascii_lowercase().matches(what).count()
}
