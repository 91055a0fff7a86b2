use surprisal_confidence::{Binning, Reliability};

use crate::data::{CORRECT, SCORES};

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[test]
fn a_bin_without_answers_is_empty_and_one_where_all_were_wrong_is_not() {
    let svg = Reliability::new(&[0.1, 0.9, 0.9], &[false, true, false]).unwrap();
    let svg = svg.with_binning(Binning::EqualWidth(3)).svg();
    assert_eq!(count(&svg, "class=\"empty\""), 1);
    assert_eq!(count(&svg, "class=\"mean\""), 2);
    assert_eq!(count(&svg, "class=\"cap\""), 2);
    assert_eq!(count(&svg, ">no answers</text>"), 1);
    assert!(svg.contains("0.000 – 0.333: n = 1, 0.000 right (95 %: 0.000 – 0.793)."));
    assert!(svg.contains("0.333 – 0.667: no answers."));
}

#[test]
fn it_says_what_it_shows_and_needs_nothing_else() {
    let svg = Reliability::new(&SCORES, &CORRECT)
        .unwrap()
        .with_binning(Binning::EqualWidth(5))
        .svg();
    assert!(svg.contains("role=\"img\""));
    assert!(svg.contains("<title>Reliability diagram: ECE 0.145, n = 20</title>"));
    assert!(svg.contains("<desc>0.000 – 0.200: n = 4, 0.250 right"));
    assert!(svg.contains(">ECE 0.145 · MCE 0.230 · n = 20</text>"));
    for outside in ["<script", "href", "url(", "NaN", "inf\""] {
        assert!(!svg.contains(outside), "{outside}");
    }
    assert_eq!(count(&svg, "http"), 1, "the namespace alone");
    assert_eq!(count(&svg, "<g>"), count(&svg, "</g>"));
}

/// The relative luminance of `rrggbb`, by WCAG 2.2.
fn luminance(color: &str) -> f64 {
    let parts = u32::from_str_radix(color, 16).unwrap().to_be_bytes();
    let part = |at: usize| {
        let value = f64::from(parts[at]) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(2) + 0.0722 * part(3)
}

/// The contrast of the colours of two rules.
fn contrast(style: &str, one: &str, other: &str) -> f64 {
    let color = |rule: &str| {
        let (_, behind) = style.split_once(rule).unwrap();
        let color = behind.strip_prefix('#').unwrap();
        luminance(color.split([';', '}']).next().unwrap())
    };
    let (one, other) = (color(one), color(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_is_7_to_1_and_marks_are_3_to_1_in_either_scheme() {
    let svg = Reliability::new(&SCORES, &CORRECT).unwrap().svg();
    let (light, dark) = svg
        .split_once("@media (prefers-color-scheme:dark)")
        .unwrap();
    for style in [light, dark] {
        let text = contrast(style, " text{fill:", " .ground{fill:");
        assert!(text >= 7.0, "{text}");
        for mark in [
            " .ideal{stroke:",
            " .cap{stroke:",
            " .interval{stroke:",
            " .mean{fill:",
        ] {
            let mark = contrast(style, mark, " .ground{fill:");
            assert!(mark >= 3.0, "{mark}");
        }
        for on_bar in [" .interval{stroke:", " .mean{fill:", " .cap{stroke:"] {
            let mark = contrast(style, on_bar, " .bar{fill:");
            assert!(mark >= 3.0, "{on_bar} {mark}");
        }
    }
}

#[test]
fn bins_of_one_probability_can_be_seen() {
    let reliability = Reliability::new(&[0.5; 3], &[true, true, false]).unwrap();
    let svg = reliability.with_binning(Binning::EqualMass(5)).svg();
    assert!(svg.contains("<rect class=\"bar\" x=\"291.0\""), "{svg}");
    assert!(!svg.contains("width=\"0.0\"") && !svg.contains("width=\"-"));
}
