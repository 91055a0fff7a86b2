use anstyle::{Ansi256Color, Effects, Style};
use surprisal::Score;

/// How unlikely a token was, in fixed steps, so that two texts compare. What is likely is not painted:
/// the eye goes to doubt.
///
/// One hue from light to dark on text that stays readable, with underlines as the second sign, so that it
/// can be read without seeing colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doubt {
    /// Likelier than 90 %.
    None,
    /// 50 % to 90 %.
    Slight,
    /// 20 % to 50 %.
    Some,
    /// 5 % to 20 %.
    Strong,
    /// Less than 5 %.
    Great,
    /// No probability is known, which is not the same as being sure.
    Unknown,
}

const SCALE: [(f64, Doubt); 4] = [
    (0.9, Doubt::None),
    (0.5, Doubt::Slight),
    (0.2, Doubt::Some),
    (0.05, Doubt::Strong),
];

impl Doubt {
    pub(crate) fn of(score: Score) -> Self {
        let logprob = match score {
            Score::Exact(logprob) => logprob,
            Score::Floor(_) => return Self::Great,
            _ => return Self::Unknown,
        };
        let probability = logprob.exp();
        let step = SCALE.iter().find(|(least, _)| probability >= *least);
        step.map_or(Self::Great, |(_, doubt)| *doubt)
    }

    pub(crate) fn style(self) -> Style {
        let on = |background: u8| {
            Style::new()
                .fg_color(Some(BLACK.into()))
                .bg_color(Some(Ansi256Color(background).into()))
        };
        match self {
            Self::None => Style::new(),
            Self::Slight => on(230),
            Self::Some => on(222),
            Self::Strong => on(208).effects(Effects::UNDERLINE),
            Self::Great => on(94)
                .fg_color(Some(WHITE.into()))
                .effects(Effects::DOUBLE_UNDERLINE),
            Self::Unknown => Style::new().effects(Effects::DIMMED),
        }
    }
}

const BLACK: Ansi256Color = Ansi256Color(16);
const WHITE: Ansi256Color = Ansi256Color(231);

/// What the colours mean, on one line.
pub(crate) fn legend() -> String {
    let mut line = String::from("probability:");
    for (doubt, words) in [
        (Doubt::None, "over 90 %"),
        (Doubt::Slight, "50–90 %"),
        (Doubt::Some, "20–50 %"),
        (Doubt::Strong, "5–20 %"),
        (Doubt::Great, "under 5 %"),
        (Doubt::Unknown, "unknown"),
    ] {
        let style = doubt.style();
        line.push_str(&format!(" {style} {words} {style:#}"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_where_they_are_said_to_be() {
        let of = |probability: f64| Doubt::of(Score::new(Some(probability.ln())));
        assert_eq!(of(1.0), Doubt::None);
        assert_eq!(of(0.91), Doubt::None);
        assert_eq!(of(0.89), Doubt::Slight);
        assert_eq!(of(0.49), Doubt::Some);
        assert_eq!(of(0.19), Doubt::Strong);
        assert_eq!(of(0.04), Doubt::Great);
    }

    #[test]
    fn what_is_not_known_is_not_taken_for_sure() {
        assert_eq!(Doubt::of(Score::new(Some(-9999.0))), Doubt::Great);
        assert_eq!(Doubt::of(Score::new(None)), Doubt::Unknown);
        assert_ne!(Doubt::Unknown.style(), Doubt::None.style());
    }

    #[test]
    fn every_step_differs_from_the_next_without_its_colour_or_by_its_background() {
        let steps = [
            Doubt::None,
            Doubt::Slight,
            Doubt::Some,
            Doubt::Strong,
            Doubt::Great,
        ];
        for pair in steps.windows(2) {
            assert_ne!(pair[0].style(), pair[1].style());
        }
    }
}
