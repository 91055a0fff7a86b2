use unicode_width::UnicodeWidthStr as _;

use super::{ColorDepth, HeatMap};
use crate::picture::Doubt;

impl HeatMap<'_> {
    /// What the marks of a heat map mean, on one line without its end: for a text that a
    /// [`HeatPainter`](super::HeatPainter) paints.
    pub fn legend(depth: ColorDepth) -> String {
        fitted(depth, None)
    }
}

/// The same on as many lines as it needs.
pub(super) fn fitted(depth: ColorDepth, width: Option<usize>) -> String {
    if depth == ColorDepth::None {
        return "⟨.42⟩: the probability of what is before it, if under 90 %; ⟨?⟩: unknown"
            .to_owned();
    }
    let mut out = String::from("probability:");
    let mut column = out.width();
    for doubt in Doubt::ALL {
        let (style, words) = (doubt.style(), doubt.probability());
        let entry = words.width() + 3;
        if width.is_some_and(|width| column + entry > width) {
            out.push('\n');
            column = 0;
        }
        out.push_str(&format!(" {style} {words} {style:#}"));
        column += entry;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_in_the_legend() {
        let line = HeatMap::legend(ColorDepth::Ansi256);
        for doubt in Doubt::ALL {
            let style = doubt.style();
            assert!(
                line.contains(&format!("{style} {} {style:#}", doubt.probability())),
                "{line:?}"
            );
        }
        assert!(!HeatMap::legend(ColorDepth::None).contains('\u{1b}'));
    }

    #[test]
    fn a_narrow_terminal_has_it_on_several_lines() {
        assert_eq!(fitted(ColorDepth::Ansi256, Some(40)).lines().count(), 3);
    }
}
