use serde_json::Value;

/// The path of Chat Completions, in recordings that do not tell it.
pub(super) const CHAT: &str = "/v1/chat/completions";

/// The path of the Responses API, likewise.
pub(super) const RESPONSES: &str = "/v1/responses";

/// One request to a provider and its answer.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Recording {
    /// The file, relative to the folder of all recordings, without its ending; with `#2` and so on
    /// where a file holds several.
    pub name: String,
    /// Who answered, such as `openai`: the folder of the recording.
    pub provider: String,
    /// The path that was asked.
    pub endpoint: String,
    /// The body of the request; `null` where it was not recorded.
    pub request: Value,
    /// The HTTP status.
    pub status: u16,
    /// The headers of the answer that were recorded.
    pub headers: Vec<(String, String)>,
    /// The body of the answer, without transfer encoding.
    pub body: Vec<u8>,
    /// Whether the body is server-sent events. An error answered to a streaming request is not.
    pub stream: bool,
    /// Whether the body is what was on the wire. It is not where it was rebuilt from a dump, in
    /// which missing keys may have become `null` and whitespace is gone.
    pub exact: bool,
}

impl Recording {
    /// Whether this is Chat Completions.
    pub fn is_chat(&self) -> bool {
        self.endpoint.ends_with("/chat/completions")
    }

    /// Whether this is the Responses API.
    pub fn is_responses(&self) -> bool {
        self.endpoint.ends_with("/responses")
    }

    /// Whether the request asked for log probabilities, as far as it is known.
    pub fn asks_for_logprobs(&self) -> bool {
        self.request.get("logprobs") == Some(&Value::Bool(true))
    }
}
