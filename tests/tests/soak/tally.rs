use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use crate::plan::Outcome;
use crate::service::Service;

/// How the streams of a round ended, for each service.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) rows: BTreeMap<Service, Row>,
    /// The most streams that were open at once.
    pub(crate) most_at_once: usize,
}

/// The same of one service.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    finished: usize,
    dropped: usize,
    failed: BTreeMap<&'static str, usize>,
    chunks: usize,
    tokens: usize,
}

impl Row {
    pub(crate) fn of(outcome: Outcome, chunks: usize, tokens: usize) -> Self {
        let mut row = Self {
            chunks,
            tokens,
            ..Self::default()
        };
        match outcome {
            Outcome::Finished => row.finished = 1,
            Outcome::Dropped => row.dropped = 1,
            Outcome::Failed(kind) => row.failed = BTreeMap::from([(kind.as_str(), 1)]),
        }
        row
    }

    fn streams(&self) -> usize {
        self.finished + self.dropped + self.failed.values().sum::<usize>()
    }
}

impl Tally {
    pub(crate) fn total(&self) -> Row {
        let mut total = Row::default();
        self.rows.values().for_each(|row| total += row.clone());
        total
    }

    pub(crate) fn streams(&self) -> usize {
        self.total().streams()
    }
}

impl AddAssign for Row {
    fn add_assign(&mut self, other: Self) {
        self.finished += other.finished;
        self.dropped += other.dropped;
        self.chunks += other.chunks;
        self.tokens += other.tokens;
        for (kind, count) in other.failed {
            *self.failed.entry(kind).or_default() += count;
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.failed.iter();
        let failed: Vec<_> = failed
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        write!(
            f,
            "{} | {} | {} | {} | {} | {} |",
            self.streams(),
            self.finished,
            self.dropped,
            failed.join(", "),
            self.chunks,
            self.tokens
        )
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| | streams | finished | dropped | failed | chunks | tokens |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|")?;
        for (service, row) in &self.rows {
            writeln!(f, "| {} | {row}", service.name())?;
        }
        write!(f, "| all | {}", self.total())
    }
}
