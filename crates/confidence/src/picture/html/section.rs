use std::fmt;

use surprisal_core::{Availability, Basis, Channel};

use super::escape::Text;
use super::facts::write_facts;
use super::ribbon::write_ribbon;
use super::steps::write_steps;
use super::token::write_token;
use super::weakest::write_weakest;
use crate::picture::piece::Piece;

/// One text of an answer: its content, its reasoning, or what else there is.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// Its place on the page, which its tokens' ids begin with.
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) pieces: Vec<Piece<'a>>,
    pub(super) note: Option<&'static str>,
    /// The text, where the tokens are of another.
    pub(super) text: Option<&'a str>,
    pub(super) basis: Option<Basis>,
}

impl fmt::Display for Section<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<section><h2>{}</h2>", self.title)?;
        if let Some(note) = self.note {
            write!(f, "<p class=\"note\">{note}</p>")?;
        }
        if let Some(text) = self.text {
            write!(
                f,
                "<p class=\"text\" dir=\"auto\"><span class=\"unknown\">{}</span></p>",
                Text(text)
            )?;
        }
        let scored = self.pieces.iter().any(|piece| !piece.tokens.is_empty());
        if scored {
            write_facts(f, &self.pieces, self.basis, self.number)?;
            write_ribbon(f, &self.pieces)?;
        }
        f.write_str("<div class=\"columns\"><div class=\"text\" dir=\"auto\">")?;
        for (at, piece) in self.pieces.iter().enumerate() {
            write_token(f, piece, &format!("{}-{at}", self.number))?;
        }
        f.write_str("</div>")?;
        if scored {
            f.write_str("<div class=\"side\">")?;
            write_steps(f, &self.pieces)?;
            write_weakest(f, &self.pieces, self.number)?;
            f.write_str("</div>")?;
        }
        f.write_str("</div></section>")
    }
}

/// What a channel is called; the number of the choice where there are several.
pub(super) fn title(channel: Channel, choice: Option<usize>) -> String {
    let name = match channel {
        Channel::Content => "Answer",
        Channel::Refusal => "Refusal",
        Channel::Reasoning => "Reasoning",
        Channel::ToolCalls => "Tool calls",
        Channel::Prompt => "Prompt",
        other => other.as_str(),
    };
    match choice {
        Some(choice) => format!("{name} {choice}"),
        None => name.to_owned(),
    }
}

/// Why a text has no log probabilities.
pub(super) fn absence(availability: Availability) -> &'static str {
    match availability {
        Availability::NotRequested => "no log probabilities: they were not asked for",
        Availability::RequestedButAbsent => {
            "no log probabilities: they were asked for, and did not come"
        }
        Availability::Refused => "no log probabilities: the provider or the model has none",
        _ => "no log probabilities came with this text",
    }
}
