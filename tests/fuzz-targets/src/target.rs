/// A function of bytes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Target {
    /// What it is called, here, in `tests/fuzz` and on the command line.
    pub name: &'static str,
    /// Panics where a law does not hold.
    pub run: fn(&[u8]),
}

macro_rules! targets {
    ($($name:ident)*) => {
        &[$(Target { name: stringify!($name), run: crate::$name }),*]
    };
}

/// All of them.
pub const TARGETS: &[Target] = targets! {
    anthropic
    cassette
    chat_completions
    cohere
    fields
    gemini
    gguf
    headers
    messages
    mistral
    ndjson
    ollama
    pages
    responses
    services
    sse
    stored
    tokenizer
};
