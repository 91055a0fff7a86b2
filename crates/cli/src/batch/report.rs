use std::fmt;

use super::record::Fault;

/// How many examples of a kind of error are told.
const EXAMPLES: usize = 3;

/// What a run came to, for people.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    answered: usize,
    answered_earlier: usize,
    /// In the order in which they first came.
    failures: Vec<Failures>,
}

/// The failures of one kind.
#[derive(Clone, Debug)]
struct Failures {
    kind: String,
    count: usize,
    examples: Vec<String>,
}

impl Report {
    pub(super) fn answered(&mut self) {
        self.answered += 1;
    }

    pub(super) fn answered_earlier(&mut self) {
        self.answered_earlier += 1;
    }

    pub(super) fn failed_earlier(&mut self, index: u64, fault: &Fault) {
        self.fail(index, fault);
    }

    pub(super) fn fail(&mut self, index: u64, fault: &Fault) {
        let known = self
            .failures
            .iter_mut()
            .find(|known| known.kind == fault.kind);
        let example = format!("line {}: {}", index + 1, fault.message);
        match known {
            Some(known) => {
                known.count += 1;
                if known.examples.len() < EXAMPLES {
                    known.examples.push(example);
                }
            }
            None => self.failures.push(Failures {
                kind: fault.kind.clone(),
                count: 1,
                examples: vec![example],
            }),
        }
    }

    /// Whether this run has answered anything.
    pub(super) fn has_answers_now(&self) -> bool {
        self.answered > 0
    }

    /// Whether anything was answered, now or earlier.
    pub(super) fn has_answers(&self) -> bool {
        self.answered + self.answered_earlier > 0
    }

    /// How many lines have an error, now or from an earlier run.
    pub(super) fn failed(&self) -> usize {
        self.failures.iter().map(|failures| failures.count).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered", self.answered)?;
        if self.answered_earlier > 0 {
            write!(f, ", {} were before", self.answered_earlier)?;
        }
        write!(f, ", {} failed", self.failed())?;
        for failures in &self.failures {
            write!(f, "\n  {} × {}", failures.count, failures.kind)?;
            for example in &failures.examples {
                write!(f, "\n    {example}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_by_kind_with_the_first_of_each() {
        let mut report = Report::default();
        report.answered();
        report.answered_earlier();
        for index in 0..5 {
            let kind = if index == 1 {
                "timeout"
            } else {
                "server error"
            };
            let fault = Fault {
                kind: kind.to_owned(),
                message: format!("no {index}"),
            };
            report.fail(index, &fault);
        }
        assert_eq!(
            report.to_string(),
            "\
1 answered, 1 were before, 5 failed
  4 × server error
    line 1: no 0
    line 3: no 2
    line 4: no 3
  1 × timeout
    line 2: no 1"
        );
    }
}
