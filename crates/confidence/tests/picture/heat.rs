use surprisal_confidence::{ColorDepth, Doubt, HeatMap};
use surprisal_core::{Channel, Logprobs, Scored, TokenLogprob};

use crate::support::{everything, odd, scored};

fn painted(text: &str, doubt: Doubt) -> String {
    let style = doubt.style();
    format!("{style}{text}{style:#}")
}

#[test]
fn without_colours_only_doubtful_tokens_have_their_probability() {
    let answer = scored(&[
        ("The", 0.99),
        (" sky", 0.42),
        (" is", 0.95),
        (" grün", 0.004),
    ]);
    assert_eq!(
        HeatMap::of(&answer).to_string(),
        "The sky⟨.42⟩ is grün⟨.00⟩"
    );
}

#[test]
fn with_colours_sure_tokens_are_not_painted() {
    let answer = scored(&[("The", 0.99), (" sky", 0.42)]);
    let heat = HeatMap::of(&answer).depth(ColorDepth::Ansi256);
    assert_eq!(
        heat.to_string(),
        format!("The{}", painted(" sky", Doubt::Moderate))
    );
}

#[test]
fn a_floor_is_a_bound_and_what_is_missing_is_a_question() {
    assert_eq!(
        HeatMap::of(&odd()).to_string(),
        "Odd⟨≤.10⟩ numbers⟨?⟩ here<|end|>"
    );
    let painted_text = HeatMap::of(&odd()).depth(ColorDepth::Ansi256).to_string();
    assert!(painted_text.starts_with(&painted("Odd", Doubt::Great)));
    assert!(painted_text.contains(&painted(" numbers", Doubt::Unknown)));
}

#[tokio::test]
async fn a_split_character_is_joined_with_the_worst_of_its_parts_and_their_number() {
    let answer = everything().await;
    let text = HeatMap::of(&answer).to_string();
    assert!(text.contains("💙⟨.45×2⟩ done."), "{text}");
    let text = HeatMap::of(&answer).depth(ColorDepth::Ansi256).to_string();
    let heart = painted("💙", Doubt::Moderate) + &painted("×2", Doubt::Unknown);
    assert!(text.contains(&heart), "{text:?}");
}

#[test]
fn the_probability_stands_before_a_line_break() {
    let answer = scored(&[("a\n", 0.4), ("b", 0.99)]);
    assert_eq!(HeatMap::of(&answer).to_string(), "a⟨.40⟩\nb");
}

#[test]
fn an_escape_sequence_never_reaches_the_terminal() {
    let answer = scored(&[("\u{1b}[2J\u{9b}1m\u{202e}", 0.3)]);
    for depth in [ColorDepth::None, ColorDepth::Ansi256] {
        let text = HeatMap::of(&answer).depth(depth).to_string();
        assert!(text.contains("\\u{1b}[2J\\u{9b}1m\\u{202e}"), "{text:?}");
    }
}

#[test]
fn the_legend_is_a_line_of_its_own_and_lines_are_no_longer_than_asked() {
    let answer = scored(&[
        ("東京タワー", 0.3),
        (" is", 0.99),
        (" in", 0.99),
        (" 日本", 0.02),
    ]);
    let heat = HeatMap::of(&answer)
        .depth(ColorDepth::Ansi256)
        .with_legend();
    let text = heat.to_string();
    assert_eq!(
        text.lines().next(),
        Some(HeatMap::legend(ColorDepth::Ansi256).as_str())
    );
    // The widest thing that cannot be broken is an entry of the legend.
    for line in heat.width(24).to_string().lines() {
        let plain = without_styles(line);
        assert!(
            unicode_width::UnicodeWidthStr::width(plain.as_str()) <= 24,
            "{plain}"
        );
    }
}

/// The text without SGR sequences.
fn without_styles(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        out + part.split_once('m').map_or("", |(_, rest)| rest)
    })
}

#[test]
fn text_behind_the_last_token_is_unknown() {
    let token = TokenLogprob::new("one", -0.01);
    let answer = Scored::new("one two", Logprobs::new(Channel::Content, [token]));
    assert_eq!(HeatMap::of(&answer).to_string(), "one two⟨?⟩");
}

#[test]
fn tokens_of_another_text_are_shown_as_what_they_are() {
    let token = TokenLogprob::new("No", -3.0);
    let answer = Scored::new("Yes", Logprobs::new(Channel::Content, [token]));
    let text = HeatMap::of(&answer).to_string();
    assert_eq!(
        text,
        "No⟨.05⟩\n(these tokens do not spell the text of the answer)"
    );
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(HeatMap::of_tokens(&[]).to_string(), "");
}
