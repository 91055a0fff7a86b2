//! That every text of the page can be read on what is behind it, by WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), L the relative
//! luminance.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../src/picture/html/colors.css");
const STEPS: [&str; 5] = ["page", "slight", "moderate", "strong", "great"];
const AT_LEAST: f64 = 7.0;

/// The colours of one block of variables: the first is light, the second dark.
fn colours(block: usize) -> BTreeMap<String, f64> {
    let block = STYLE.split(":root {").nth(block + 1).unwrap();
    let (block, _) = block.split_once('}').unwrap();
    let colours = block.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
        Some((name.to_owned(), luminance(value.trim_end_matches(';'))))
    });
    colours.collect()
}

fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap();
        let value = f64::from(value) / 255.0;
        match value <= 0.04045 {
            true => value / 12.92,
            false => ((value + 0.055) / 1.055).powf(2.4),
        }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_formula_is_that_of_wcag() {
    assert!((contrast(luminance("ffffff"), luminance("000000")) - 21.0).abs() < 1e-9);
    // As measured elsewhere for the colours of this page.
    assert!((contrast(luminance("fed98e"), luminance("111111")) - 14.0).abs() < 0.05);
    assert!((contrast(luminance("993404"), luminance("ffffff")) - 7.4).abs() < 0.05);
}

#[test]
fn text_has_a_contrast_of_seven_on_every_step_in_light_and_dark() {
    for block in 0..2 {
        let colours = colours(block);
        let mut pairs = 0;
        for (name, foreground) in &colours {
            let Some(name) = name.strip_suffix("-fg") else {
                continue;
            };
            let stripe = colours.get(&format!("{name}-stripe"));
            for background in [Some(&colours[&format!("{name}-bg")]), stripe]
                .into_iter()
                .flatten()
            {
                let contrast = contrast(*foreground, *background);
                println!(
                    "{} {name} {contrast:.1}",
                    if block == 0 { "light" } else { "dark" }
                );
                assert!(contrast >= AT_LEAST, "{name} {contrast}");
                pairs += 1;
            }
        }
        assert_eq!(pairs, 11, "pairs of a text and its background");
    }
}

#[test]
fn steps_grow_darker_in_light_and_lighter_in_dark() {
    for (block, sign) in [(0, -1.0), (1, 1.0)] {
        let colours = colours(block);
        let luminances = STEPS.map(|step| sign * colours[&format!("{step}-bg")]);
        assert!(luminances.is_sorted(), "{luminances:?}");
        // As drawings, on the background of the page.
        let inks = STEPS[1..]
            .iter()
            .map(|step| colours[&format!("{step}-ink")]);
        let inks: Vec<f64> = inks.map(|ink| contrast(ink, colours["page-bg"])).collect();
        assert!(inks.is_sorted() && inks[0] >= 3.0, "{inks:?}");
    }
}
