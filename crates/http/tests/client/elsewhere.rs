//! A provider that is made up, and that is somewhere else for each of its customers.

use http::HeaderMap;
use surprisal_core::{AiMessage, CallOptions, Error, Messages, Result};
use surprisal_http::{Protocol, Provider, WireRequest, response_error};

use crate::driver::Words;

#[derive(Debug)]
pub(crate) struct Elsewhere {
    model: String,
    /// How often it was told where it is.
    pub(crate) located: u32,
}

impl Provider for Elsewhere {
    const BASE_URL: &'static str = "";
    const BASE_URL_VARIABLE: &'static str = "SURPRISAL_NOBODY_SETS_THIS";
    const KEY_VARIABLES: &'static [&'static str] = &["ELSEWHERE_KEY"];
    // Cargo sets these for a test.
    const TOKEN_VARIABLES: &'static [&'static str] = &["CARGO_PKG_NAME"];
    const HEADER_VARIABLES: &'static [(&'static str, &'static str)] = &[
        ("CARGO_PKG_VERSION", "x-version"),
        ("SURPRISAL_NOBODY_SETS_THIS", "x-nothing"),
    ];

    fn new(model: String) -> Self {
        Self { model, located: 0 }
    }

    fn locate(&mut self, url: &str) -> Result<String> {
        self.located += 1;
        Ok(format!("{url}/api/{}", self.model))
    }
}

impl Protocol for Elsewhere {
    type Decoder = Words;

    fn provider(&self) -> &'static str {
        "elsewhere"
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn encode(&self, _: &Messages, _: &CallOptions, _: bool) -> Result<WireRequest> {
        Ok(WireRequest::post("say", "{}"))
    }

    fn decode(&self, body: &str, _: &CallOptions) -> Result<AiMessage> {
        Ok(AiMessage::new(body))
    }

    fn decoder(&self, _: &WireRequest, _: &CallOptions) -> Words {
        Words
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        response_error(status, headers, body)
    }
}
