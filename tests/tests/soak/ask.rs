use bytes::Bytes;
use memchr::memmem;

/// What the client wants of the server: said in the prompt, as that is all that reaches it by every service alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// A stream as its [`Plan`](crate::plan::Plan) says.
    Planned,
    /// A stream with nothing wrong.
    Whole,
    /// The first token of a stream, and nothing more.
    Idle,
    /// A whole answer that is not streamed.
    Body,
    /// No answer, ever.
    Never,
    /// Status 500.
    Broken,
    /// Status 500 of Anthropic, and no answer of the others.
    Split,
    /// A call of a tool, and once its result is there, a stream.
    Tool,
    /// A stream of JSON.
    Fields,
}

const ALL: [(Ask, &str); 9] = [
    (Ask::Planned, "planned"),
    (Ask::Whole, "whole"),
    (Ask::Idle, "idle"),
    (Ask::Body, "body"),
    (Ask::Never, "never"),
    (Ask::Broken, "broken"),
    (Ask::Split, "split"),
    (Ask::Tool, "tool"),
    (Ask::Fields, "fields"),
];

impl Ask {
    /// The prompt of the stream of this number.
    pub(crate) fn prompt(self, number: u64) -> String {
        let names = ALL.into_iter().find(|(ask, _)| *ask == self);
        let (_, name) = names.unwrap();
        format!("soak:{name}:{number}:")
    }

    /// What the body of a request asks for.
    pub(crate) fn read(body: &Bytes) -> Option<(Self, u64)> {
        let start = memmem::find(body, b"soak:")?;
        let text = std::str::from_utf8(&body[start..]).ok()?;
        let mut parts = text.split(':').skip(1);
        let name = parts.next()?;
        let (ask, _) = ALL.into_iter().find(|(_, known)| *known == name)?;
        Some((ask, parts.next()?.parse().ok()?))
    }
}
