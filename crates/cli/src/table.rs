//! The tokens of an answer with their probabilities, for people.

use surprisal::{Measures, Score, TokenLogprob, TopLogprob};
use surprisal_confidence::{Doubt, quote_token};
use unicode_width::UnicodeWidthStr as _;

/// Lists the first `head` tokens (all of them if not set), one a line, and then what they come to.
pub(crate) fn table(tokens: &[TokenLogprob], head: Option<usize>, painted: bool) -> String {
    let shown = tokens.get(..head.unwrap_or(tokens.len())).unwrap_or(tokens);
    let names: Vec<String> = shown
        .iter()
        .map(|token| quote_token(token.chosen()))
        .collect();
    let widths = names.iter().map(|name| name.width());
    let width = widths.max().unwrap_or(0).max("token".len());
    let alternatives = shown.iter().any(|token| token.top_logprobs().is_some());

    let mut out = format!(
        "{}  probability   logprob{}\n",
        pad("token", width),
        if alternatives { "  alternatives" } else { "" }
    );
    for (token, name) in shown.iter().zip(&names) {
        let style = match painted {
            true => Doubt::of(token.score()).style(),
            false => anstyle::Style::new(),
        };
        let space = " ".repeat(width.saturating_sub(name.width()));
        let row = format!(
            "{style}{name}{style:#}{space}  {:>11}  {:>8}  {}",
            percent(token.score()),
            logprob(token.score()),
            others(token)
        );
        out.push_str(row.trim_end());
        out.push('\n');
    }
    let hidden = tokens.len() - shown.len();
    if hidden > 0 {
        out.push_str(&format!("… and {hidden} more\n"));
    }
    out.push_str(&summary(&Measures::of(tokens)));
    out.push('\n');
    out
}

/// Perplexity, mean and number of the tokens.
pub(crate) fn summary(measures: &Measures) -> String {
    let tokens = match measures.count() {
        1 => "1 token".to_owned(),
        count => format!("{count} tokens"),
    };
    let mut out = match (measures.perplexity(), measures.mean()) {
        (Some(perplexity), Some(mean)) => {
            format!("perplexity {perplexity:.3}, mean logprob {mean:.3}, {tokens}")
        }
        _ if measures.positive() > 0 => format!(
            "{tokens}, {} of them with a log probability above 0, which is none",
            measures.positive()
        ),
        _ => format!("{tokens} without log probabilities"),
    };
    for (count, words) in [
        (measures.floors(), "so unlikely that no number was given"),
        (measures.missing(), "without a number"),
    ] {
        if count > 0 && measures.exact() > 0 {
            out.push_str(&format!(", {count} {words}"));
        }
    }
    out
}

/// The alternatives that are not the token itself.
fn others(token: &TokenLogprob) -> String {
    let listed = token.top_logprobs().unwrap_or_default().iter();
    let others = listed.filter(|top| !top.is_same_token(token.chosen()));
    let others: Vec<String> = others.map(alternative).collect();
    others.join("  ")
}

fn alternative(top: &TopLogprob) -> String {
    format!("{} {}", quote_token(top), percent(top.score()))
}

fn percent(score: Score) -> String {
    match score {
        Score::Exact(logprob) => match logprob.exp() * 100.0 {
            percent if percent > 99.995 => ">99.99 %".to_owned(),
            percent if percent < 0.005 => "<0.01 %".to_owned(),
            percent => format!("{percent:.2} %"),
        },
        Score::Floor(_) => "≈0 %".to_owned(),
        _ => "?".to_owned(),
    }
}

fn logprob(score: Score) -> String {
    match score {
        Score::Exact(logprob) => format!("{logprob:.3}"),
        Score::Floor(at_most) if at_most.is_finite() => format!("≤{at_most}"),
        Score::Floor(_) => "-∞".to_owned(),
        _ => "?".to_owned(),
    }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Vec<TokenLogprob> {
        vec![
            TokenLogprob::new("東京", -1.797).with_top_logprobs([
                TopLogprob::new("東京", -1.797),
                TopLogprob::new("Hello", -0.5),
            ]),
            TokenLogprob::new("\n", -0.000001),
            TokenLogprob::new("rare", -9999.0),
        ]
    }

    #[test]
    fn columns_stand_under_one_another_whatever_the_script() {
        assert_eq!(
            table(&answer(), None, false),
            "\
token   probability   logprob  alternatives
\"東京\"      16.58 %    -1.797  \"Hello\" 60.65 %
\"\\n\"       >99.99 %    -0.000
\"rare\"         ≈0 %    ≤-9999
perplexity 2.456, mean logprob -0.899, 3 tokens, 1 so unlikely that no number was given
"
        );
    }

    #[test]
    fn what_is_no_log_probability_comes_to_nothing_and_is_told() {
        let tokens = [-0.5, 0.4].map(|logprob| TokenLogprob::new("a", logprob));
        assert_eq!(
            summary(&Measures::of(&tokens)),
            "2 tokens, 1 of them with a log probability above 0, which is none"
        );
    }

    #[test]
    fn a_head_says_how_much_it_leaves_out_and_sums_up_all() {
        let text = table(&answer(), Some(1), false);
        assert!(text.contains("… and 2 more\n"), "{text}");
        assert!(text.ends_with("3 tokens, 1 so unlikely that no number was given\n"));
    }

    #[test]
    fn nothing_is_no_number() {
        assert!(table(&[], None, false).ends_with("\n0 tokens without log probabilities\n"));
    }
}
