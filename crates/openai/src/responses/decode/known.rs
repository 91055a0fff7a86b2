use std::collections::BTreeMap;

use serde_json::Value;

/// What has come of one item.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) is_begun: bool,
    /// Whether all of it is in the answer, to go back as it is.
    pub(super) is_carried: bool,
    /// Which of the calls it is, if it is one.
    pub(super) call: Option<u32>,
    pub(super) has_arguments: bool,
    /// What marks the place of a call, if it comes to that.
    pub(super) mark: Option<Value>,
    parts: BTreeMap<(Kind, u32), Came>,
}

impl Known {
    /// What has come of a part.
    pub(super) fn part(&mut self, kind: Kind, index: u32) -> &mut Came {
        self.parts.entry((kind, index)).or_default()
    }
}

/// Which parts of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Message,
    Reasoning,
    Summary,
}

/// What has come of one part.
#[derive(Debug, Default)]
pub(super) struct Came {
    pub(super) text: bool,
    pub(super) tokens: bool,
    pub(super) annotations: bool,
}
