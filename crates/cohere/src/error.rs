use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use surprisal_core::{Error, ErrorKind};
use surprisal_http::{kind_of_status, read_fault, remove_field, request_id, response_error};

/// What Cohere says where it fails.
#[derive(Deserialize)]
pub(crate) struct Fault {
    message: String,
    id: Option<String>,
    /// Some faults have one, such as `TOO_MANY_TOKENS`.
    error_type: Option<String>,
}

/// The error that an answer of this status holds.
pub(crate) fn of_response(status: u16, headers: &HeaderMap, body: &str) -> Error {
    let Some(mut fault) = Fault::read(body) else {
        return response_error(status, headers, body);
    };
    // What the headers say is what Cohere's support asks for.
    fault.id = request_id(headers).map(str::to_owned).or(fault.id);
    fault.into_error(Some(status))
}

impl Fault {
    /// The fault that a text tells of, if it is one of Cohere's.
    pub(crate) fn read(text: &str) -> Option<Self> {
        read_fault(text)
    }

    /// Of a fault within an answer there is no status.
    pub(crate) fn into_error(self, status: Option<u16>) -> Error {
        let mut kind = kind(status, &self.message);
        let option = option(&self.message).filter(|_| kind == ErrorKind::InvalidInput);
        if option.is_some() && is_refusal(&self.message) {
            kind = ErrorKind::Unsupported;
        }
        let message = match self.message.as_str() {
            "" => "the service failed, and does not say why".to_owned(),
            _ => self.message,
        };
        let mut error = Error::new(kind, message);
        if let Some(option) = option {
            error = error.with_option(option);
        }
        if let Some(code) = self.error_type {
            error = error.with_code(code);
        }
        match self.id {
            Some(id) => error.with_request_id(id),
            None => error,
        }
    }
}

fn kind(status: Option<u16>, message: &str) -> ErrorKind {
    let Some(status) = status else {
        return ErrorKind::Server;
    };
    match status {
        400 | 422 if is_too_long(message) && !is_of_output(message) => ErrorKind::ContextTooLong,
        // A trial key has so many calls a month.
        429 if message.contains("/ month") || message.contains("per month") => {
            ErrorKind::QuotaExhausted
        }
        // What was asked, or the answer, is not within Cohere's guidelines.
        498 => ErrorKind::ContentFiltered,
        // Cohere gave up the request, and says to try it again.
        499 => ErrorKind::Server,
        504 => ErrorKind::Timeout,
        status => kind_of_status(status),
    }
}

/// In Cohere's words, and in those of servers in its place.
fn is_too_long(message: &str) -> bool {
    message.starts_with("too many tokens") || message.contains("maximum context length")
}

/// Whether too many tokens are asked for, rather than given.
fn is_of_output(message: &str) -> bool {
    message.contains("max tokens must be")
}

/// That there is no such option, not that its value is wrong.
fn is_refusal(message: &str) -> bool {
    let words = ["not supported", "is not a valid field", "unknown field"];
    words.iter().any(|words| message.contains(words))
}

/// The option that a message is about: it begins with its field, or has it between quotes.
fn option(message: &str) -> Option<String> {
    if is_of_output(message) {
        return Some("max_tokens".to_owned());
    }
    let message = message.strip_prefix("invalid request: ").unwrap_or(message);
    let first = message.split(' ').next().unwrap_or_default();
    let quoted = message.split('\'').nth(1).unwrap_or_default();
    [first, quoted].into_iter().find_map(|field| {
        let known = FIELDS.iter().find(|(known, _)| *known == field);
        known.map(|(_, option)| (*option).to_owned())
    })
}

/// Takes an option out of a request, with what makes no sense without it; false if it is not in it.
pub(crate) fn leave_out(body: &mut Map<String, Value>, option: &str) -> bool {
    let fields = FIELDS.iter().filter(|(_, known)| *known == option);
    let found = fields.fold(false, |found, (field, _)| {
        remove_field(body, field) || found
    });
    if found && option == "tools" {
        remove_field(body, "tool_choice");
        remove_field(body, "strict_tools");
    }
    found
}

/// The fields by which options are asked for, with the option's name.
const FIELDS: [(&str, &str); 20] = [
    ("temperature", "temperature"),
    ("p", "top_p"),
    ("k", "k"),
    ("max_tokens", "max_tokens"),
    ("stop_sequences", "stop"),
    ("seed", "seed"),
    ("frequency_penalty", "frequency_penalty"),
    ("presence_penalty", "presence_penalty"),
    ("logprobs", "logprobs"),
    ("top_logprobs", "top_logprobs"),
    ("tools", "tools"),
    ("strict_tools", "strict_tools"),
    ("tool_choice", "tool_choice"),
    ("response_format", "response_format"),
    ("json_schema", "response_format"),
    ("thinking", "reasoning_effort"),
    ("documents", "documents"),
    ("citation_options", "citation_options"),
    ("safety_mode", "safety_mode"),
    ("priority", "priority"),
];
