use std::collections::HashMap;
use std::path::Path;

use super::hash::Hash;
use super::input::Input;
use super::record::Written;
use super::report::Report;
use crate::exit::Failure;

/// The lines of the input that the output has, some 30 bytes for each.
#[derive(Default)]
pub(super) struct Done {
    lines: HashMap<u64, Hash>,
    report: Report,
}

impl Done {
    /// Takes note of a line of the output; false if it has been there before.
    pub(super) fn add(&mut self, written: &Written) -> bool {
        match &written.fault {
            Some(fault) => self.report.failed_earlier(written.index, fault),
            None => self.report.answered_earlier(),
        }
        self.lines.insert(written.index, written.hash).is_none()
    }

    pub(super) fn has(&self, index: u64) -> bool {
        self.lines.contains_key(&index)
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// What earlier runs came to.
    pub(super) fn report(&self) -> Report {
        self.report.clone()
    }

    /// The number of questions, after a look at whether they are those that the output answers.
    pub(super) fn check(
        &self,
        mut lines: Input,
        input: &Path,
        output: &Path,
    ) -> Result<usize, Failure> {
        let (mut total, mut met) = (0, 0);
        while let Some(line) = lines.next()? {
            total += 1;
            match self.lines.get(&line.index) {
                Some(hash) if *hash != line.hash => {
                    return Err(Failure::Usage(format!(
                        "line {} of {} is not the one that {} answers: the input was changed; give another \
                         output for it",
                        line.index + 1,
                        input.display(),
                        output.display()
                    )));
                }
                Some(_) => met += 1,
                None => {}
            }
        }
        if met < self.lines.len() {
            return Err(Failure::Usage(format!(
                "{} answers {} lines that {} has not: the input was changed; give another output for it",
                output.display(),
                self.lines.len() - met,
                input.display()
            )));
        }
        Ok(total)
    }
}
