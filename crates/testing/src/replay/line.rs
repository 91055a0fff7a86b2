use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use surprisal_http::TransportErrorKind;

/// A step of a conversation. A recording is one JSON value for each, in its order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// The first of a file: the version of the format.
    SurprisalRecording(u32),
    Request {
        call: u64,
        method: String,
        url: String,
        headers: Headers,
    },
    Response {
        status: u16,
        headers: Headers,
    },
    /// How long the next one took, in milliseconds.
    WaitMs(u64),
    /// A piece of the body of what was last: JSON as it was written.
    Json(Box<RawValue>),
    Text(String),
    Base64(String),
    End(Ending),
    Error {
        kind: Kind,
        message: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ending {
    Complete,
    Dropped,
}

/// [`TransportErrorKind`], as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Connect,
    Interrupted,
    Request,
    Timeout,
    Certificate,
    ProxyAuthentication,
    Protocol,
}

/// A text for each name, or several.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Headers(Map<String, Value>);

impl Line {
    pub(super) fn wait(time: Duration) -> Option<Self> {
        let time = u64::try_from(time.as_millis()).ok()?;
        (time > 0).then_some(Self::WaitMs(time))
    }

    /// A piece of a body: JSON and text as they are, other bytes in base64.
    pub(super) fn piece(bytes: &[u8]) -> Self {
        let Ok(text) = str::from_utf8(bytes) else {
            return Self::Base64(STANDARD.encode(bytes));
        };
        match RawValue::from_string(text.to_owned()) {
            Ok(json) if is_verbatim(&json, text) => Self::Json(json),
            _ => Self::Text(text.to_owned()),
        }
    }

    /// The bytes of a piece; `None` for what is none, and an error for what is not base64.
    pub(super) fn bytes(&self) -> Option<Result<Bytes, base64::DecodeError>> {
        match self {
            Self::Json(json) => Some(Ok(Bytes::copy_from_slice(json.get().as_bytes()))),
            Self::Text(text) => Some(Ok(Bytes::copy_from_slice(text.as_bytes()))),
            Self::Base64(text) => Some(STANDARD.decode(text).map(Bytes::from)),
            _ => None,
        }
    }
}

/// Whether JSON is kept to the byte where it is read from a file. What makes line ends its own may change a
/// carriage return.
fn is_verbatim(json: &RawValue, text: &str) -> bool {
    text.starts_with(['{', '[']) && json.get().len() == text.len() && !text.contains('\r')
}

impl From<TransportErrorKind> for Kind {
    fn from(kind: TransportErrorKind) -> Self {
        match kind {
            TransportErrorKind::Connect => Self::Connect,
            TransportErrorKind::Request => Self::Request,
            TransportErrorKind::Timeout => Self::Timeout,
            TransportErrorKind::Certificate => Self::Certificate,
            TransportErrorKind::ProxyAuthentication => Self::ProxyAuthentication,
            TransportErrorKind::Protocol => Self::Protocol,
            _ => Self::Interrupted,
        }
    }
}

impl From<Kind> for TransportErrorKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Connect => Self::Connect,
            Kind::Interrupted => Self::Interrupted,
            Kind::Request => Self::Request,
            Kind::Timeout => Self::Timeout,
            Kind::Certificate => Self::Certificate,
            Kind::ProxyAuthentication => Self::ProxyAuthentication,
            Kind::Protocol => Self::Protocol,
        }
    }
}

impl From<&HeaderMap> for Headers {
    fn from(headers: &HeaderMap) -> Self {
        let text = |value: &HeaderValue| Value::from(String::from_utf8_lossy(value.as_bytes()));
        let values = |name: &HeaderName| {
            let mut values: Vec<_> = headers.get_all(name).iter().map(text).collect();
            match values.len() {
                1 => values.remove(0),
                _ => Value::Array(values),
            }
        };
        let names = headers.keys();
        Self(names.map(|name| (name.to_string(), values(name))).collect())
    }
}

impl Headers {
    /// The headers; or what cannot be one.
    pub(super) fn parse(self) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::new();
        for (name, values) in self.0 {
            let values = match values {
                Value::Array(values) => values,
                value => vec![value],
            };
            for value in values {
                let key = HeaderName::try_from(&name).ok();
                let value = value
                    .as_str()
                    .and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok());
                let (Some(key), Some(value)) = (key, value) else {
                    return Err(format!("the header `{name}` is none"));
                };
                headers.append(key, value);
            }
        }
        Ok(headers)
    }
}
