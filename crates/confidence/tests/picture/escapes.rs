//! Whatever a model writes is text.

use proptest::prelude::*;
use surprisal_confidence::{ColorDepth, FieldRow, HeatMap, HtmlPage, escape_controls};
use surprisal_core::{Channel, Logprobs, Scored, TokenLogprob, TopLogprob};

/// Texts of which much has a meaning in HTML, in JSON or for a terminal.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>".to_owned()),
        Just("</script>".to_owned()),
        Just("</style>".to_owned()),
        Just("<!--".to_owned()),
        Just("\"'>&amp;".to_owned()),
        Just("\u{1b}[31m".to_owned()),
        Just("\u{202e}\u{0}\r\n".to_owned()),
        ".{0,4}",
        "\\PC{0,4}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn token() -> impl Strategy<Value = TokenLogprob> {
    let bytes = prop_oneof![
        Just(None),
        prop::collection::vec(any::<u8>(), 0..6).prop_map(Some),
    ];
    (nasty(), bytes, -12.0..0.0_f64, nasty()).prop_map(|(text, bytes, logprob, other)| {
        let top = TopLogprob::new(&text, logprob);
        let top = match bytes {
            Some(bytes) => top.with_bytes(&bytes),
            None => top,
        };
        TokenLogprob::from(top.clone()).with_top_logprobs([top, TopLogprob::new(&other, -3.0)])
    })
}

/// The names of all tags, opening and closing, or what is wrong. Elements of raw text end where their own end tag is.
fn tags(page: &str) -> Result<Vec<String>, String> {
    let mut open: Vec<String> = Vec::new();
    let mut seen = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, behind) = after.split_once('>').ok_or("a tag that does not end")?;
        rest = behind;
        let name: String = tag.chars().take_while(|c| !c.is_whitespace()).collect();
        seen.push(name.clone());
        if let Some(name) = name.strip_prefix('/') {
            match open.pop() {
                Some(last) if last == name => {}
                last => return Err(format!("</{name}> ends {last:?}")),
            }
        } else if name != "meta" && name != "!doctype" && !tag.ends_with('/') {
            if name == "script" || name == "style" {
                let end = format!("</{name}>");
                let (_, behind) = rest.split_once(&end).ok_or("raw text that does not end")?;
                rest = behind;
            } else {
                open.push(name);
            }
        }
    }
    match open.is_empty() {
        true => Ok(seen),
        false => Err(format!("not ended: {open:?}")),
    }
}

proptest! {
    #[test]
    fn a_page_is_well_formed_whatever_the_tokens_are(tokens in prop::collection::vec(token(), 0..6), title in nasty()) {
        let text: Vec<u8> = tokens.iter().filter_map(TokenLogprob::bytes).flatten().copied().collect();
        let text = String::from_utf8_lossy(&text).into_owned();
        let answer = Scored::new(text, Logprobs::new(Channel::Content, tokens));
        let row = FieldRow::new(title.clone(), title.clone(), Some(-0.5), None);
        let page = HtmlPage::of(&answer).title(title).fields([row]).to_string();
        let tags = tags(&page).map_err(TestCaseError::fail)?;
        // One with data, one with the script; a style; and nothing that is not ours.
        prop_assert_eq!(tags.iter().filter(|tag| *tag == "script").count(), 2);
        for tag in tags {
            let name = tag.trim_start_matches('/');
            prop_assert!(
                ["!doctype", "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "bdi", "p", "main",
                 "section", "dl", "div", "dt", "dd", "a", "svg", "rect", "span", "i", "table", "caption", "thead", "tbody",
                 "tr", "th", "td", "ol", "li", "script"].contains(&name),
                "{}", tag
            );
        }
        let raw = page.contains(['\u{1b}', '\0', '\r', '\u{202e}']);
        prop_assert!(!raw);
    }

    #[test]
    fn a_terminal_gets_no_escape_sequence_of_a_token(tokens in prop::collection::vec(token(), 0..6), width in 0..40_usize) {
        let plain = HeatMap::of_tokens(&tokens).width(width).to_string();
        prop_assert!(!plain.chars().any(|c| c.is_control() && c != '\n'), "{:?}", plain);
        let painted = HeatMap::of_tokens(&tokens).depth(ColorDepth::Ansi256).width(width).to_string();
        // Each of ours sets a style, which ends with an m.
        for sequence in painted.split('\u{1b}').skip(1) {
            let body = sequence.strip_prefix('[').and_then(|rest| rest.split_once('m'));
            let (codes, _) = body.ok_or_else(|| TestCaseError::fail(format!("{sequence:?}")))?;
            prop_assert!(codes.chars().all(|c| c.is_ascii_digit() || c == ';'), "{:?}", sequence);
        }
        prop_assert!(!painted.chars().any(|c| c.is_control() && c != '\n' && c != '\u{1b}'), "{:?}", painted);
    }

    #[test]
    fn harmless_text_stays_as_it_is(text in nasty()) {
        let once = escape_controls(&text).into_owned();
        prop_assert_eq!(escape_controls(&once).into_owned(), once);
    }
}
