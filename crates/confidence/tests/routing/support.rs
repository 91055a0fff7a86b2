use std::sync::{Arc, Mutex};

use surprisal_confidence::CascadeRecord;
use surprisal_core::AiMessage;
use surprisal_testing::{FakeChatModel, FakeToken, token};

/// Answers of one token each, with their probabilities.
pub(crate) fn says(answers: &[(&str, f64)]) -> FakeChatModel {
    let model = FakeChatModel::new();
    answers
        .iter()
        .fold(model, |model, (text, p)| model.say([token(*text).p(*p)]))
}

/// Tokens of these probabilities; what they say does not matter.
pub(crate) fn tokens(probabilities: &[f64]) -> Vec<FakeToken> {
    let texts = ["So ", "it ", "is ", "as ", "it ", "was "].iter().cycle();
    let pairs = texts.zip(probabilities);
    pairs.map(|(text, p)| token(*text).p(*p)).collect()
}

pub(crate) fn always(_: &AiMessage) -> bool {
    true
}

pub(crate) fn never(_: &AiMessage) -> bool {
    false
}

/// A log that can be read.
#[derive(Clone, Default)]
pub(crate) struct Records(Arc<Mutex<Vec<CascadeRecord>>>);

impl Records {
    pub(crate) fn sink(&self) -> impl Fn(CascadeRecord) + Send + Sync + 'static {
        let records = Arc::clone(&self.0);
        move |record| records.lock().unwrap().push(record)
    }

    pub(crate) fn all(&self) -> Vec<CascadeRecord> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn only(&self) -> CascadeRecord {
        let all = self.all();
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].clone()
    }
}
