use std::borrow::Cow;

/// The ids of tool calls as Anthropic takes them: letters, digits, `_` and `-`, and never none.
///
/// Those of other providers may have more: what does not fit is spelled by what does. Calls without an id are numbered, and
/// so are their results, for their order is all that says which belongs to which.
#[derive(Debug, Default)]
pub(super) struct CallIds {
    calls: u32,
    results: u32,
}

impl CallIds {
    /// What is sent for the id of the next call.
    pub(super) fn call<'a>(&mut self, id: &'a str) -> Cow<'a, str> {
        spelled(id, &mut self.calls)
    }

    /// What is sent for the id in the next result.
    pub(super) fn result<'a>(&mut self, id: &'a str) -> Cow<'a, str> {
        spelled(id, &mut self.results)
    }
}

fn spelled<'a>(id: &'a str, without: &mut u32) -> Cow<'a, str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if id.is_empty() {
        *without = without.saturating_add(1);
        return Cow::Owned(format!("call-{without}"));
    }
    if id.bytes().all(fits) {
        return Cow::Borrowed(id);
    }
    let spelled = id.bytes().map(|byte| match fits(byte) {
        true => char::from(byte).to_string(),
        false => format!("_{byte:02x}"),
    });
    Cow::Owned(spelled.collect())
}
