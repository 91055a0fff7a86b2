//! A provider's models in front of the server.

use std::sync::Arc;
use std::time::Duration;

use http::header::CONNECTION;
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use surprisal::http::HttpClient;
use surprisal::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, Error, ErrorKind, Result, RetryPolicy,
    RunnableExt as _,
};

use crate::llmock::Llmock;

pub(crate) type Build = fn(key: &str, url: String, client: HttpClient) -> Arc<dyn ChatModel>;

/// A provider by one of its interfaces.
pub(crate) struct Judged {
    server: Arc<Llmock>,
    /// With what the paths of its requests begin; no other test's do.
    pub(crate) path: &'static str,
    base: &'static str,
    build: Build,
    /// Whether the arguments of a tool call are a text, which can be malformed by itself.
    pub(crate) arguments_are_text: bool,
}

impl Judged {
    pub(crate) fn new(
        server: &Arc<Llmock>,
        path: &'static str,
        base: &'static str,
        build: Build,
    ) -> Self {
        Self {
            server: Arc::clone(server),
            path,
            base,
            build,
            arguments_are_text: true,
        }
    }

    /// A model with this key. Limits are of a key: each part has its own.
    pub(crate) fn model(&self, key: &str) -> Arc<dyn ChatModel> {
        self.model_with(key, HeaderMap::new())
    }

    /// One that uses no connection twice. The server closes those that are idle for five seconds, which is about what
    /// its limits have a client wait: a request could meet the end of a connection, again and again where there are many.
    pub(crate) fn model_without_pool(&self, key: &str) -> Arc<dyn ChatModel> {
        let close = (CONNECTION, HeaderValue::from_static("close"));
        self.model_with(key, HeaderMap::from_iter([close]))
    }

    fn model_with(&self, key: &str, headers: HeaderMap) -> Arc<dyn ChatModel> {
        // Four attempts, for of two waits alone nobody can tell whether they grow.
        let retry = RetryPolicy::default()
            .max_attempts(ATTEMPTS)
            .base_delay(Duration::from_millis(200));
        let client = HttpClient::builder().retry(retry).default_headers(headers);
        // The server counts both of OpenAI's interfaces together.
        let key = format!("{key}{}", self.path.replace('/', "-"));
        (self.build)(&key, self.server.url() + self.base, client.build().unwrap())
    }

    /// Queues what is done to its next requests.
    pub(crate) fn plan(&self, faults: &[Value]) {
        self.server.plan(&format!("{}*", self.path), faults);
    }

    /// As [`plan`](Self::plan), to its next streams.
    pub(crate) fn plan_stream(&self, mut fault: Value) {
        fault["match"] = json!({"stream": true});
        self.plan(&[fault]);
    }

    /// How often it has got a fault whose name begins so.
    pub(crate) fn got(&self, fault: &str) -> usize {
        let faults = self.server.faults(self.path);
        faults.iter().filter(|name| name.starts_with(fault)).count()
    }

    /// What the judge says of it.
    pub(crate) fn findings(&self) -> Vec<Value> {
        self.server.findings(self.path)
    }
}

/// How often a request is sent at most.
pub(crate) const ATTEMPTS: u32 = 4;

/// How long a stream may be silent that is to be given up.
pub(crate) const IDLE: Duration = Duration::from_secs(2);

/// How long any other may be. The server has one thread, which all keep busy.
pub(crate) const PATIENT: Duration = Duration::from_secs(60);

/// Few tokens, so that they are within the limit.
fn few() -> CallOptions {
    CallOptions::new().max_tokens(100)
}

pub(crate) async fn asked(model: &Arc<dyn ChatModel>, prompt: &str) -> Result<AiMessage> {
    model.bind(few()).invoke(prompt).await
}

pub(crate) async fn streamed(
    model: &Arc<dyn ChatModel>,
    prompt: &str,
    idle: Duration,
) -> Result<AiMessage> {
    let model = model.bind(few().idle_timeout(idle));
    AiMessageChunk::collect(model.stream(prompt).await?).await
}

/// Asserts what kind of error it is.
#[track_caller]
pub(crate) fn assert_kind(error: &Error, kind: ErrorKind, context: &str) {
    assert_eq!(error.kind(), kind, "{context}: {error}");
}
