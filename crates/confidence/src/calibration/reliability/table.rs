use std::fmt;

use super::{Bin, Reliability};

impl Reliability {
    /// The numbers of all answers in a line.
    pub(super) fn summary(&self) -> String {
        let auroc = self
            .auroc()
            .map_or("none".into(), |auroc| format!("{auroc:.3}"));
        format!(
            "Brier {:.3} · log loss {:.3} · AUROC {auroc} · AURC {:.3}",
            self.brier(),
            self.log_loss(),
            self.aurc()
        )
    }
}

/// For terminals: a row for each bin with its number of answers, their mean probability, how many were right, and where that may
/// lie with 95 % confidence; then the numbers of all.
impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<15} {:>7}  {:>6}  {:>6}  95 %",
            "probability", "n", "mean p", "right"
        )?;
        for bin in &self.binned {
            write!(f, "{:<15} {:>7}  ", range(bin), bin.count)?;
            match (bin.mean_probability, bin.accuracy(), bin.interval()) {
                (Some(mean), Some(accuracy), Some(interval)) => writeln!(
                    f,
                    "{mean:>6.3}  {accuracy:>6.3}  {:.3} – {:.3}",
                    interval.lower, interval.upper
                )?,
                // A dash, since 0 would say that all were wrong.
                _ => writeln!(f, "{:>6}  {:>6}  –", "–", "–")?,
            }
        }
        let (mean, accuracy) = (self.mean_probability(), self.accuracy());
        writeln!(
            f,
            "{:<15} {:>7}  {mean:>6.3}  {accuracy:>6.3}",
            "all",
            self.count()
        )?;
        writeln!(f, "ECE {:.3} · MCE {:.3}", self.ece(), self.mce())?;
        write!(f, "{}", self.summary())
    }
}

/// The range of a bin in words.
pub(super) fn range(bin: &Bin) -> String {
    format!("{:.3} – {:.3}", bin.lower, bin.upper)
}
