use anstyle::{Ansi256Color, Effects, Style};

use super::super::Doubt;

impl Doubt {
    /// Its style in a terminal of 256 colours: one hue from light to dark, on which text stays readable, and underlines
    /// as a second sign, so that it can be read without seeing colours.
    pub fn style(self) -> Style {
        let on = |background: u8| {
            Style::new()
                .fg_color(Some(BLACK.into()))
                .bg_color(Some(Ansi256Color(background).into()))
        };
        match self {
            Self::Sure => Style::new(),
            Self::Slight => on(230),
            Self::Moderate => on(222),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_style_of_its_own() {
        for (at, doubt) in Doubt::ALL.into_iter().enumerate() {
            for other in Doubt::ALL.into_iter().skip(at + 1) {
                assert_ne!(doubt.style(), other.style(), "{doubt:?} {other:?}");
            }
        }
    }
}
