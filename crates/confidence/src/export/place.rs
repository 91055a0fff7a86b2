use std::io;

use surprisal_core::{Channel, Logprobs};

use super::row::Row;

/// Counts messages, and the tokens of each channel of each choice of one.
#[derive(Debug, Default)]
pub(super) struct Places {
    message: u64,
    /// Whether anything of the message was seen.
    open: bool,
    /// How many tokens there were.
    seen: Vec<((u32, Channel), u64)>,
}

impl Places {
    /// Puts the next tokens of a choice of the message in their places.
    pub(super) fn place<'a>(
        &mut self,
        choice: u32,
        logprobs: &'a Logprobs,
        mut row: impl FnMut(Row<'a>) -> io::Result<()>,
    ) -> io::Result<()> {
        self.open = true;
        for (channel, tokens) in logprobs.channels() {
            let key = (choice, channel);
            let known = self.seen.iter().find(|(known, _)| *known == key);
            let start = known.map_or(0, |(_, seen)| *seen);
            for (index, token) in (start..).zip(tokens) {
                row(Row::new(self.message, choice, channel, index, token))?;
            }
            self.seen.retain(|(known, _)| *known != key);
            self.seen.push((key, start + tokens.len() as u64));
        }
        Ok(())
    }

    /// Goes on to the next message, if there was something of this one.
    pub(super) fn end_message(&mut self) {
        if std::mem::take(&mut self.open) {
            self.message += 1;
            self.seen.clear();
        }
    }
}
