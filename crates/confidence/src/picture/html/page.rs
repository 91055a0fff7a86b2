use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use surprisal_core::{Channel, HasLogprobs, Logprobs};

use super::FieldRow;
use super::data::write_data;
use super::escape::{Plain, Text};
use super::fields::write_fields;
use super::section::{Section, absence, title};
use crate::picture::piece::Piece;
use crate::picture::reach::Reach;

const STYLE: &str = concat!(include_str!("colors.css"), include_str!("page.css"));
const SCRIPT: &str = include_str!("page.js");

/// A page of HTML with an answer, its text marked by how surprising its tokens were.
///
/// Its [`Display`](fmt::Display) is the page: one file that loads nothing, with a policy (`Content-Security-Policy`)
/// that forbids it to. Each token can be pointed at, focused or tapped, to see its probability, its rank and its
/// alternatives; arrow keys go from token to token, and Esc closes. Nothing of this but the arrow keys and Esc needs
/// the script. The steps are those of [`Doubt`](crate::Doubt), with backgrounds and, as a second sign, underlines; the
/// page is light or dark as the reader wishes. All that a model wrote is text of the page and never markup. The data is
/// in it as JSON too, in the element `surprisal-data`.
///
/// ```
/// use surprisal_confidence::HtmlPage;
/// use surprisal_core::{AiMessage, Channel, Choice, Logprobs, TokenLogprob};
///
/// let tokens = [TokenLogprob::new("The sky is", -0.01), TokenLogprob::new(" <green>", -3.0)];
/// let choice = Choice::new("The sky is <green>").with_logprobs(Logprobs::new(Channel::Content, tokens));
/// let message = AiMessage::from(choice);
/// let page = HtmlPage::of_all(message.choices()).title("What colour is the sky?").to_string();
/// assert!(page.contains(" &lt;green&gt;") && !page.contains("<green>"));
/// ```
#[derive(Clone, Debug)]
pub struct HtmlPage<'a> {
    title: String,
    answers: Vec<Answer<'a>>,
    /// Tables of the values of an answer, by its place.
    fields: BTreeMap<usize, Vec<FieldRow>>,
}

#[derive(Clone, Debug)]
struct Answer<'a> {
    text: Cow<'a, str>,
    logprobs: &'a Logprobs,
    reach: Reach,
}

impl<'a> HtmlPage<'a> {
    /// A page without an answer yet.
    pub fn new() -> Self {
        Self {
            title: "An answer and the probability of its tokens".to_owned(),
            answers: Vec::new(),
            fields: BTreeMap::new(),
        }
    }

    /// An answer, or a scored text, with every channel that has tokens. Of a message this is its first choice;
    /// `HtmlPage::of_all(message.choices())` has them all.
    pub fn of(answer: &'a (impl HasLogprobs + ?Sized)) -> Self {
        Self::of_all([answer])
    }

    /// Several answers, one after the other.
    pub fn of_all<A: HasLogprobs + ?Sized + 'a>(answers: impl IntoIterator<Item = &'a A>) -> Self {
        Self {
            answers: answers.into_iter().map(Answer::new).collect(),
            ..Self::new()
        }
    }

    /// Adds another answer behind those that are there.
    #[must_use]
    pub fn and(mut self, answer: &'a (impl HasLogprobs + ?Sized)) -> Self {
        self.answers.push(Answer::new(answer));
        self
    }

    /// Sets the title, such as what was asked.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Adds a table of the values of the last answer so far, which is JSON. It is sorted by their probability.
    #[must_use]
    pub fn fields<R: Into<FieldRow>>(mut self, rows: impl IntoIterator<Item = R>) -> Self {
        let last = self.answers.len().saturating_sub(1);
        let table = self.fields.entry(last).or_default();
        table.extend(rows.into_iter().map(Into::into));
        self
    }

    fn sections(&self) -> Vec<Section<'_>> {
        let several = self.answers.len() > 1;
        let mut sections = Vec::new();
        for (index, answer) in self.answers.iter().enumerate() {
            let choice = several.then_some(index);
            for (channel, pieces, note) in answer.texts() {
                sections.push(Section {
                    number: sections.len(),
                    title: title(channel, choice),
                    pieces,
                    note,
                    text: answer.other_text().filter(|_| channel == Channel::Content),
                    basis: answer.logprobs.basis(),
                });
            }
        }
        sections
    }
}

impl Default for HtmlPage<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Answer<'a> {
    fn new(answer: &'a (impl HasLogprobs + ?Sized)) -> Self {
        Self {
            text: answer.text(),
            logprobs: answer.logprobs(),
            reach: Reach::of(answer),
        }
    }
}

impl Answer<'_> {
    /// The text, where the tokens do not spell it.
    fn other_text(&self) -> Option<&str> {
        (self.reach == Reach::Astray).then_some(&*self.text)
    }

    /// The channels to be shown, with their pieces and what is to be known of them.
    fn texts(&self) -> Vec<(Channel, Vec<Piece<'_>>, Option<&'static str>)> {
        let tokens = self.logprobs.content();
        let mut content = Piece::all(tokens);
        if let Reach::Short(rest) = &self.reach {
            content.push(Piece::unscored(rest));
        }
        let note = match tokens {
            [] => Some(absence(self.logprobs.availability())),
            _ => self.reach.note(),
        };
        let mut texts = Vec::new();
        let others = self
            .logprobs
            .channels()
            .filter(|(channel, tokens)| *channel != Channel::Content && !tokens.is_empty());
        for (channel, tokens) in others {
            texts.push((channel, Piece::all(tokens), None));
        }
        // Where there is nothing else, an empty answer says why it is empty.
        if !content.is_empty() || texts.is_empty() {
            texts.push((Channel::Content, content, note));
        }
        // As they were written: the answer comes behind the prompt and the reasoning.
        texts.sort_by_key(|(channel, ..)| match channel {
            Channel::Prompt => 0,
            Channel::Reasoning => 1,
            Channel::Content => 2,
            _ => 3,
        });
        texts
    }
}

impl fmt::Display for HtmlPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; script-src '{}'; \
             base-uri 'none'; form-action 'none'\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <title>{}</title>\n<style>{STYLE}</style></head>\n<body><header><h1><bdi>{}</bdi></h1>\
             <p class=\"help\">Point at a word or tap it, or reach it with Tab and the arrow keys, to see what else could have stood there. \
             Esc closes.</p></header>\n<main>\n",
            source(STYLE),
            source(SCRIPT),
            Plain(&self.title),
            Text(&self.title),
        )?;
        for section in self.sections() {
            writeln!(f, "{section}")?;
        }
        for (answer, rows) in self.fields.iter().filter(|(_, rows)| !rows.is_empty()) {
            let several = self.answers.len() > 1;
            write_fields(f, several.then_some(*answer), rows)?;
        }
        let answers = self
            .answers
            .iter()
            .map(|answer| (answer.text.as_ref(), answer.logprobs));
        f.write_str("</main>\n<script type=\"application/json\" id=\"surprisal-data\">")?;
        write_data(f, answers, &self.fields)?;
        write!(f, "</script>\n<script>{SCRIPT}</script>\n</body></html>\n")
    }
}

/// The source expression of a policy that allows this text and no other.
fn source(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(hmac_sha256::Hash::hash(text.as_bytes()))
    )
}
