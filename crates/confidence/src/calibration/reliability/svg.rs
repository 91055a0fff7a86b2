//! The diagram. Everything in it is a number or a word of ours, so nothing needs to be escaped.

use std::fmt::{self, Write};

use super::style::STYLE;
use super::table::range;
use super::{Bin, Reliability};

const WIDTH: f64 = 544.0;
const HEIGHT: f64 = 736.0;
const LEFT: f64 = 72.0;
const TOP: f64 = 92.0;
/// The length of either axis.
const SIDE: f64 = 440.0;
const BOTTOM: f64 = TOP + SIDE;
/// Below the plot: how many answers each bin has.
const COUNTS: f64 = BOTTOM + 104.0;
const COUNTS_HEIGHT: f64 = 56.0;
/// The width of a digit, and what is free between two numbers.
const DIGIT: f64 = 8.0;
const GAP: f64 = 5.0;
/// The least width of a bin in which a number can stand upright.
const LINE: f64 = 10.0;

impl Reliability {
    /// The reliability diagram (DeGroot and Fienberg 1983) as an SVG document, for a file or within a page. For each bin: a bar
    /// for the fraction that was right, a line for where that may lie with 95 % confidence, a dot at the mean probability, and
    /// the number of answers. A bin without answers is dashed, and is no bar of height 0. Where bars end below the diagonal, the
    /// probabilities say too much.
    ///
    /// It needs no script and no other file, has light and dark colours, and its title and description say in words what it
    /// shows.
    pub fn svg(&self) -> String {
        let mut out = String::new();
        // A `String` takes whatever is written.
        let _ = self.write_svg(&mut out);
        out
    }

    fn write_svg(&self, out: &mut String) -> fmt::Result {
        write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"surprisal-reliability\" role=\"img\" \
             viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\n\
             <title>Reliability diagram: ECE {:.3}, n = {}</title>\n<desc>",
            self.ece(),
            self.count()
        )?;
        for bin in &self.binned {
            write!(out, "{} ", in_words(bin))?;
        }
        write!(
            out,
            "</desc>\n<style>{STYLE}</style>\n<rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n"
        )?;
        self.heading(out)?;
        axes(out)?;
        let most = self.binned.iter().map(|bin| bin.count).max().unwrap_or(1);
        for bin in &self.binned {
            write!(out, "<g><title>{}</title>", in_words(bin))?;
            column(out, bin)?;
            counts(out, bin, most.max(1))?;
            out.write_str("</g>\n")?;
        }
        // Above the bars, which would hide it.
        line(out, "ideal", (x(0.0), y(0.0)), (x(1.0), y(1.0)))?;
        let lines = [
            "bar: fraction right · line: its 95 % interval (Wilson) · dot: mean probability",
            "dashed bin: no answers · dashed diagonal: what is said is true",
        ];
        for (line, at) in lines.into_iter().zip([HEIGHT - 34.0, HEIGHT - 14.0]) {
            text(out, "", 20.0, at, line)?;
        }
        out.write_str("</svg>\n")
    }

    fn heading(&self, out: &mut String) -> fmt::Result {
        let first = format!(
            "ECE {:.3} · MCE {:.3} · n = {}",
            self.ece(),
            self.mce(),
            self.count()
        );
        let second = format!(
            "mean probability {:.3} · fraction right {:.3}",
            self.mean_probability(),
            self.accuracy()
        );
        text(out, "head", 20.0, 30.0, &first)?;
        text(out, "", 20.0, 52.0, &second)?;
        text(out, "", 20.0, 72.0, &self.summary())
    }
}

/// Where a probability is from left to right.
fn x(probability: f64) -> f64 {
    LEFT + SIDE * probability
}

/// Where a fraction is from top to bottom.
fn y(fraction: f64) -> f64 {
    BOTTOM - SIDE * fraction
}

fn axes(out: &mut String) -> fmt::Result {
    for tick in 0..=5 {
        let value = f64::from(tick) / 5.0;
        line(out, "grid", (x(0.0), y(value)), (x(1.0), y(value)))?;
        line(out, "grid", (x(value), y(0.0)), (x(value), y(1.0)))?;
        text(
            out,
            "end",
            LEFT - 8.0,
            y(value) + 4.0,
            &format!("{value:.1}"),
        )?;
        text(
            out,
            "middle",
            x(value),
            BOTTOM + 20.0,
            &format!("{value:.1}"),
        )?;
    }
    line(out, "grid", (x(0.0), COUNTS), (x(1.0), COUNTS))?;
    text(out, "end", LEFT - 8.0, COUNTS, "answers")?;
    text(
        out,
        "middle",
        x(0.5),
        COUNTS + 24.0,
        "probability that was said",
    )?;
    upright(out, 24.0, y(0.5), "fraction that was right")
}

/// The left end of a bin and its width, which is never too small to be seen.
fn span(bin: &Bin) -> (f64, f64) {
    let width = (x(bin.upper) - x(bin.lower)).max(4.0);
    let middle = x(f64::midpoint(bin.lower, bin.upper));
    (middle - width / 2.0, width)
}

fn column(out: &mut String, bin: &Bin) -> fmt::Result {
    let (left, width) = span(bin);
    let (Some(accuracy), Some(mean), Some(interval)) =
        (bin.accuracy(), bin.mean_probability, bin.interval())
    else {
        rect(out, "empty", left + 2.0, y(1.0), width - 4.0, SIDE)?;
        // Off the diagonal.
        let height = if bin.lower < 0.5 { 0.8 } else { 0.2 };
        return if width > 16.0 {
            upright(out, left + width / 2.0 + 4.0, y(height), "no answers")
        } else {
            Ok(())
        };
    };
    let top = y(accuracy);
    rect(out, "bar", left + 1.0, top, width - 2.0, BOTTOM - top)?;
    line(out, "cap", (left + 1.0, top), (left + width - 1.0, top))?;
    let at = x(mean);
    line(
        out,
        "interval",
        (at, y(interval.lower)),
        (at, y(interval.upper)),
    )?;
    for end in [interval.lower, interval.upper] {
        line(out, "interval", (at - 4.0, y(end)), (at + 4.0, y(end)))?;
    }
    write!(
        out,
        "<circle class=\"mean\" cx=\"{at:.1}\" cy=\"{top:.1}\" r=\"4\"/>"
    )
}

fn counts(out: &mut String, bin: &Bin, most: usize) -> fmt::Result {
    let (left, width) = span(bin);
    let height = COUNTS_HEIGHT * bin.count as f64 / most as f64;
    let count = bin.count.to_string();
    if bin.count > 0 {
        rect(out, "bar", left + 1.0, COUNTS - height, width - 2.0, height)?;
    }
    let length = DIGIT * count.len() as f64;
    let (middle, above) = (left + width / 2.0, COUNTS - height - 4.0);
    if width >= length + GAP {
        text(out, "middle", middle, above, &count)?;
    } else if width >= LINE {
        upright(out, middle + 4.0, above - length / 2.0, &count)?;
    }
    Ok(())
}

fn in_words(bin: &Bin) -> String {
    let range = range(bin);
    match (bin.accuracy(), bin.interval()) {
        (Some(accuracy), Some(interval)) => format!(
            "{range}: n = {}, {:.3} right (95 %: {:.3} – {:.3}).",
            bin.count, accuracy, interval.lower, interval.upper
        ),
        _ => format!("{range}: no answers."),
    }
}

fn rect(out: &mut String, class: &str, x: f64, y: f64, width: f64, height: f64) -> fmt::Result {
    write!(
        out,
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
    )
}

fn line(out: &mut String, class: &str, from: (f64, f64), to: (f64, f64)) -> fmt::Result {
    write!(
        out,
        "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
        from.0, from.1, to.0, to.1
    )
}

fn text(out: &mut String, class: &str, x: f64, y: f64, words: &str) -> fmt::Result {
    writeln!(
        out,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{words}</text>"
    )
}

/// Text that is read from bottom to top.
fn upright(out: &mut String, x: f64, y: f64, words: &str) -> fmt::Result {
    writeln!(
        out,
        "<text class=\"middle\" transform=\"translate({x:.1} {y:.1}) rotate(-90)\">{words}</text>"
    )
}
