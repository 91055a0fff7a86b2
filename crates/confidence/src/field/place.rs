use std::ops::Range;

use super::json::Span;
use super::{Boundary, Decision, FieldKind};

/// A value of the text, and which tokens it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) span: Span,
    /// How many values with the same pointer are before it.
    pub(super) occurrence: usize,
    /// The tokens that hold a byte of the content.
    pub(super) content: Range<usize>,
    /// Those of the content and the opener.
    pub(super) with_opener: Range<usize>,
    /// Those of the content, the opener and the closer.
    pub(super) with_boundaries: Range<usize>,
    pub(super) start: Boundary,
    pub(super) end: Boundary,
    pub(super) decision: Decision,
}

impl Place {
    /// `ends` says where each token ends; the first starts at 0.
    pub(super) fn new(span: Span, occurrence: usize, ends: &[usize]) -> Self {
        let content = span.content();
        let start = span.bytes.start;
        Self {
            occurrence,
            content: tokens(ends, content.clone()),
            with_opener: tokens(ends, start..content.end),
            with_boundaries: tokens(ends, start..span.closed),
            start: boundary(ends, content.start),
            end: boundary(ends, content.end),
            decision: decision(ends, content.start),
            span,
        }
    }

    pub(super) fn is_container(&self) -> bool {
        matches!(self.span.kind, FieldKind::Object | FieldKind::Array)
    }
}

/// The tokens that hold any of these bytes.
fn tokens(ends: &[usize], bytes: Range<usize>) -> Range<usize> {
    let first = ends.partition_point(|end| *end <= bytes.start);
    match bytes.is_empty() {
        true => first..first,
        false => first..1 + ends.partition_point(|end| *end < bytes.end),
    }
}

fn boundary(ends: &[usize], edge: usize) -> Boundary {
    match edge == 0 || ends.binary_search(&edge).is_ok() {
        true => Boundary::Clean,
        false => Boundary::Shared,
    }
}

fn decision(ends: &[usize], start: usize) -> Decision {
    let token = tokens(ends, start..start).start;
    let before = token.checked_sub(1).and_then(|before| ends.get(before));
    Decision {
        token,
        offset: start - before.copied().unwrap_or_default(),
    }
}
