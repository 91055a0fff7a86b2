use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};
use surprisal::local::{Progress, Stage};
use surprisal_confidence::escape_controls;

use crate::notes;

/// Shows how far the fetching of a model's file is, on standard error: a bar in a terminal, else a line for
/// each thing that is done.
#[derive(Clone, Default)]
pub(super) struct Fetching(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// There is none while there is nothing to fetch.
    bar: Option<ProgressBar>,
    told: String,
}

impl Fetching {
    pub(super) fn show(&self, progress: &Progress<'_>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let words = words(progress.stage);
        let bar = state.bar.get_or_insert_with(bar).clone();
        if state.told != words {
            let is_failure = matches!(progress.stage, Stage::Failed(..));
            if is_failure || bar.is_hidden() {
                bar.suspend(|| notes::note(&words));
            }
            bar.set_message(escape_controls(&words).into_owned());
            bar.reset();
            state.told = words;
        }
        match progress.total {
            Some(total) => bar.set_length(total),
            None => bar.unset_length(),
        }
        bar.set_position(progress.bytes);
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = state.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    match ProgressStyle::with_template(BAR) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn words(stage: Stage<'_>) -> String {
    match stage {
        Stage::Waiting => "waits for another process that fetches the same model".to_owned(),
        Stage::Downloading(source) => format!("fetches the model from {source}"),
        Stage::Unpacking(source) => format!("takes the model out of {source}"),
        Stage::Checking => "checks the model".to_owned(),
        Stage::Failed(source, error) => format!("cannot have the model from {source}: {error}"),
        _ => "gets the model ready".to_owned(),
    }
}

const BAR: &str = "{msg} {bar:20} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
