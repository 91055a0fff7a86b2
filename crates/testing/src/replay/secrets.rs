use std::ops::Range;

use bytes::Bytes;
use http::{HeaderMap, Request, Uri};
use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use surprisal_core::Secret;

/// What stands in a recording where a secret was.
pub(super) const HIDDEN: &str = "***";

/// The texts that a recording must not hold, in every form in which they may be written.
#[derive(Default)]
pub(super) struct Secrets {
    forms: Vec<String>,
    /// Those of which a part can be told from words, as an answer has it that was cut.
    long: Vec<Secret>,
}

impl Secrets {
    /// The given ones and what a request holds.
    pub(super) fn new<'a>(
        given: impl IntoIterator<Item = &'a Secret>,
        request: &Request<Bytes>,
    ) -> Self {
        let mut secrets = Self::default();
        for secret in given {
            secrets.add_every_form(secret.expose());
        }
        secrets.add_headers(request.headers());
        secrets.add_url(request.uri());
        secrets.add_body(request.body());
        secrets
    }

    /// What a JSON body names as a secret: tokens that tools are given, or that a service gives out.
    pub(super) fn add_body(&mut self, body: &[u8]) {
        if let Ok(body) = serde_json::from_slice(body) {
            self.add_json(&body);
        }
    }

    pub(super) fn add_headers(&mut self, headers: &HeaderMap) {
        for (name, value) in headers {
            let name = name.as_str();
            if !value.is_sensitive() && !is_secret(name) {
                continue;
            }
            let text = String::from_utf8_lossy(value.as_bytes());
            self.add(&text);
            // Without the scheme of `authorization`.
            self.add(text.rsplit(' ').next().unwrap_or_default());
            if name.ends_with("cookie") {
                let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
                pairs.for_each(|(_, value)| self.add(value));
            }
        }
    }

    fn add_url(&mut self, url: &Uri) {
        let user = url.authority().and_then(|a| a.as_str().rsplit_once('@'));
        let (name, password) = user
            .map(|(user, _)| user.split_once(':').unwrap_or((user, "")))
            .unwrap_or_default();
        let parameters = url.query().unwrap_or_default().split('&');
        let values = parameters.filter_map(|parameter| parameter.split_once('='));
        let values = values.filter(|(name, _)| is_secret(name)).map(|(_, v)| v);
        for text in values.chain([name, password]) {
            self.add(text);
            self.add(&percent_decode_str(text).decode_utf8_lossy());
        }
    }

    fn add_json(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    if let (true, Some(text)) = (is_secret_anywhere(name), value.as_str()) {
                        self.add(text);
                        self.add(text.rsplit(' ').next().unwrap_or_default());
                    }
                    self.add_json(value);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.add_json(value)),
            _ => {}
        }
    }

    /// Adds a text unless it is too short to be told from words.
    fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.len() >= MIN_LENGTH {
            self.add_every_form(text);
        }
        // With its scheme a key would begin with what is a word in any text.
        if text.len() >= LONG && !text.contains(' ') {
            self.long.push(text.into());
        }
    }

    fn add_every_form(&mut self, text: &str) {
        let json = Value::from(text).to_string();
        let json = json.trim_start_matches('"');
        let json = json.strip_suffix('"').unwrap_or(json);
        let url = utf8_percent_encode(text, RESERVED).to_string();
        for form in [
            text.to_owned(),
            json.to_owned(),
            json.replace('/', "\\/"),
            url,
        ] {
            if !form.is_empty() && !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
    }

    /// Where secrets are, in ascending order; those that touch are one.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut found: Vec<_> = self
            .forms
            .iter()
            .flat_map(|secret| {
                let length = secret.len();
                memmem::find_iter(bytes, secret).map(move |at| at..at + length)
            })
            .chain(self.long.iter().flat_map(|secret| secret.find_in(bytes)))
            .collect();
        found.sort_by_key(|range| range.start);
        found.dedup_by(|next, range| {
            let joined = next.start <= range.end;
            if joined {
                range.end = range.end.max(next.end);
            }
            joined
        });
        found
    }

    pub(super) fn hide(&self, text: &str) -> String {
        let mut hidden = String::with_capacity(text.len());
        let mut at = 0;
        for range in self.find(text.as_bytes()) {
            hidden.push_str(text.get(at..range.start).unwrap_or_default());
            hidden.push_str(HIDDEN);
            at = range.end;
        }
        hidden.push_str(text.get(at..).unwrap_or_default());
        hidden
    }
}

/// Whether the value of a header or a parameter of a query is one that identifies who asks.
pub(super) fn is_secret(name: &str) -> bool {
    let name = plain(name);
    is_secret_anywhere(&name)
        || IDENTITY.iter().any(|part| name.contains(part))
        || WHOLE_NAMES.contains(&name.as_str())
}

/// Whether a name, also that of a member of a JSON object, is that of a secret.
fn is_secret_anywhere(name: &str) -> bool {
    let name = plain(name);
    SECRET.iter().any(|part| name.contains(part))
}

fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

/// Parts of the names of secrets.
const SECRET: [&str; 9] = [
    "authorization",
    "api-key",
    "apikey",
    "access-token",
    "auth-token",
    "refresh-token",
    "security-token",
    "password",
    "secret",
];

/// Parts of the names of what says who asks, outside of bodies.
const IDENTITY: [&str; 8] = [
    "account-id",
    "cookie",
    "credential",
    "organization",
    "signature",
    "subscription-key",
    "user-project",
    "openai-project",
];

/// Names that are not to be found in others, such as `key` in `keyboard`.
const WHOLE_NAMES: [&str; 4] = ["auth", "key", "sig", "token"];

/// How many bytes a value has at least for it to be searched for elsewhere.
const MIN_LENGTH: usize = 8;

/// How many bytes a value has at least for parts of it to be searched for.
const LONG: usize = 24;

/// What is escaped in a URL by those who escape the most.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
