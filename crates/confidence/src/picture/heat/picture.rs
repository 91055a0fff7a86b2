use std::fmt;

use anstyle::Style;
use surprisal_core::{HasLogprobs, Score, TokenLogprob};

use super::canvas::Canvas;
use super::{ColorDepth, legend};
use crate::picture::piece::Piece;
use crate::picture::reach::Reach;
use crate::picture::{Doubt, number, position};

/// A heat map for a terminal: the tokens of an answer, each painted by how surprising it was.
///
/// Sure tokens are not painted; the steps are those of [`Doubt`]. Without colours doubtful tokens are followed by their
/// probability, as in `Paris⟨.42⟩`, by `⟨≤.02⟩` where the provider gave only a bound and by `⟨?⟩` where it gave
/// nothing. Tokens that are parts of one character are shown as that character, with their number (`×2`), painted as
/// the least likely of them. What would command the terminal is spelled out.
///
/// Its [`Display`](fmt::Display) is the text, without a line break at its end. What is fit for a stream is asked for by
/// [`ColorDepth::of_stream`]; nothing here looks at the environment.
///
/// ```
/// use surprisal_confidence::{ColorDepth, HeatMap};
/// use surprisal_core::{Channel, Logprobs, Scored, TokenLogprob};
///
/// let tokens = [TokenLogprob::new("The sky is", -0.01), TokenLogprob::new(" green", -3.0)];
/// let answer = Scored::new("The sky is green", Logprobs::new(Channel::Content, tokens));
/// assert_eq!(HeatMap::of(&answer).to_string(), "The sky is green⟨.05⟩");
/// assert!(HeatMap::of(&answer).depth(ColorDepth::Ansi256).to_string().contains("\u{1b}["));
/// ```
#[derive(Clone, Debug)]
pub struct HeatMap<'a> {
    pieces: Vec<Piece<'a>>,
    note: Option<&'static str>,
    depth: ColorDepth,
    width: Option<usize>,
    legend: bool,
}

impl<'a> HeatMap<'a> {
    /// The content of an answer, of a piece of one, or of a scored text. Where the tokens end before the text does, the
    /// rest is shown as unknown; where they spell another text, a last line says so.
    pub fn of(answer: &'a (impl HasLogprobs + ?Sized)) -> Self {
        let mut heat = Self::of_tokens(answer.tokens());
        let reach = Reach::of(answer);
        heat.note = reach.note();
        if let Reach::Short(rest) = reach {
            heat.pieces.push(Piece::unscored(&rest));
        }
        heat
    }

    /// These tokens, such as those of the reasoning.
    pub fn of_tokens(tokens: &'a [TokenLogprob]) -> Self {
        Self {
            pieces: Piece::all(tokens),
            note: None,
            depth: ColorDepth::None,
            width: None,
            legend: false,
        }
    }

    /// Sets the colours; none unless set.
    #[must_use]
    pub fn depth(mut self, depth: ColorDepth) -> Self {
        self.depth = depth;
        self
    }

    /// Sets how many columns a line has at most; lines are not broken unless set.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = Some(columns);
        self
    }

    /// Begins with a line that says what the marks mean.
    #[must_use]
    pub fn with_legend(mut self) -> Self {
        self.legend = true;
        self
    }

    fn put(&self, piece: &Piece<'_>, canvas: &mut Canvas) {
        match self.depth {
            ColorDepth::Ansi256 => {
                canvas.put(&piece.text, piece.doubt().style());
                if piece.tokens.len() > 1 {
                    canvas.put(&times(piece), Doubt::Unknown.style());
                }
            }
            ColorDepth::None => {
                let words = piece.text.trim_end_matches('\n');
                let end = piece.text.strip_prefix(words).unwrap_or_default();
                let mark = mark(piece).unwrap_or_default();
                canvas.put(&format!("{words}{mark}{end}"), Style::new());
            }
        }
    }
}

/// How many tokens it is of, if that is not one.
fn times(piece: &Piece<'_>) -> String {
    match piece.tokens.len() {
        0 | 1 => String::new(),
        count => format!("×{count}"),
    }
}

/// What stands behind a piece where there are no colours; nothing behind what is sure.
fn mark(piece: &Piece<'_>) -> Option<String> {
    let worst = piece.worst();
    let number = match piece.score() {
        score if Doubt::of(score) == Doubt::Sure => return None,
        Score::Exact(logprob) if piece.doubt() != Doubt::Unknown => number::short(logprob.exp()),
        Score::Floor(_) => match worst.and_then(position::at_most) {
            Some(bound) => format!("≤{}", number::short(bound)),
            None => "≈0".to_owned(),
        },
        _ => "?".to_owned(),
    };
    Some(format!("⟨{number}{}⟩", times(piece)))
}

impl fmt::Display for HeatMap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut canvas = Canvas::new(self.width);
        for piece in &self.pieces {
            self.put(piece, &mut canvas);
        }
        if let Some(note) = self.note {
            canvas.fresh_line();
            canvas.put(&format!("({note})"), Style::new());
        }
        if self.legend {
            writeln!(f, "{}", legend::fitted(self.depth, self.width))?;
        }
        f.write_str(&canvas.into_text())
    }
}
