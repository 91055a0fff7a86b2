//! A provider that is made up, and its service, which keeps what it is asked.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use surprisal_core::{
    AiMessage, CallOptions, Error, Messages, ModelCard, Result, RetryPolicy, Secret,
};
use surprisal_http::{
    Body, HttpClient, Listing, Protocol, Provider, Transport, TransportError, WireRequest,
    response_error, secret_header,
};

use crate::driver::Words;

/// A provider whose key goes into a header of its own, and that may do without one.
#[derive(Debug)]
pub(crate) struct Acme<const IS_OPEN: bool> {
    pub(crate) model: String,
}

impl<const IS_OPEN: bool> Provider for Acme<IS_OPEN> {
    const BASE_URL: &'static str = "https://api.acme.example/v1";
    // Cargo sets both of these variables for a test.
    const BASE_URL_VARIABLE: &'static str = "CARGO_PKG_REPOSITORY";
    const KEY_VARIABLES: &'static [&'static str] =
        &["SURPRISAL_NOBODY_SETS_THIS", "CARGO_PKG_NAME"];
    const KEY_IS_OPTIONAL: bool = IS_OPEN;

    fn new(model: String) -> Self {
        Self { model }
    }

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_static("x-acme-key");
        Ok((name, secret_header("API key", key)?))
    }

    fn headers() -> HeaderMap {
        let version = HeaderName::from_static("acme-version");
        HeaderMap::from_iter([(version, HeaderValue::from_static("2"))])
    }
}

impl<const IS_OPEN: bool> Protocol for Acme<IS_OPEN> {
    type Decoder = Words;

    fn provider(&self) -> &'static str {
        "acme"
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

/// A page is the names of models, and behind `>` the path of the next one.
impl<const IS_OPEN: bool> Listing for Acme<IS_OPEN> {
    const MODELS: &'static str = "models?page=1";

    fn models(body: &str) -> Result<(Vec<ModelCard>, Option<String>)> {
        let (names, next) = body.split_once('>').unwrap_or((body, ""));
        match names {
            "oops" => Err(Error::bad_response("no names")),
            names => {
                let cards = names.split_whitespace().map(ModelCard::new);
                Ok((
                    cards.collect(),
                    Some(next.to_owned()).filter(|path| !path.is_empty()),
                ))
            }
        }
    }
}

/// What answers: by the number of the request, from 1 on.
type Answer = fn(usize) -> (u16, String);

#[derive(Clone, Debug)]
pub(crate) struct Service {
    asked: Arc<Mutex<Vec<Request<Bytes>>>>,
    answer: Answer,
}

impl Service {
    pub(crate) fn new(answer: Answer) -> Self {
        let asked = Arc::default();
        Self { asked, answer }
    }

    pub(crate) fn client(&self) -> HttpClient {
        let client = HttpClient::builder().retry(RetryPolicy::none());
        client.transport(self.clone()).build().unwrap()
    }

    /// Path and query of each request.
    pub(crate) fn paths(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .map(|one| one.uri().path_and_query().unwrap().to_string())
            .collect()
    }

    /// The headers of the only request.
    pub(crate) fn headers(&self) -> HeaderMap {
        let asked = self.asked.lock().unwrap();
        assert_eq!(asked.len(), 1);
        asked.first().unwrap().headers().clone()
    }
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let number = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(request);
            asked.len()
        };
        let (status, body) = (self.answer)(number);
        let response = http::Response::builder().status(status);
        let response = response.header("x-request-id", format!("r{number}"));
        Ok(response.body(Body::from(body)).unwrap())
    }
}
