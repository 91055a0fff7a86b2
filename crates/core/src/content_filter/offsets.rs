use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which part of a text a filter's results are about, in characters from the beginning of the prompt as the
/// provider counts them.
///
/// `+=` is the merge law of a stream: from the first start to the last end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ContentFilterOffsets {
    /// Where the part begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_offset: Option<u64>,
    /// Where it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_offset: Option<u64>,
    /// How far all is checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_offset: Option<u64>,
}

impl ContentFilterOffsets {
    /// Reads an object; what is no such number counts as none.
    pub(super) fn read(value: &Value) -> Self {
        let number = |name| value.get(name).and_then(Value::as_u64);
        Self {
            start_offset: number("start_offset"),
            end_offset: number("end_offset"),
            check_offset: number("check_offset"),
        }
    }
}

impl AddAssign for ContentFilterOffsets {
    fn add_assign(&mut self, next: Self) {
        let starts = [self.start_offset, next.start_offset];
        self.start_offset = starts.into_iter().flatten().min();
        // A number is more than none.
        self.end_offset = self.end_offset.max(next.end_offset);
        self.check_offset = self.check_offset.max(next.check_offset);
    }
}
