use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use surprisal_core::{AiMessageChunk, Error, Result, RetryPolicy};
use surprisal_http::{HttpChatModel, HttpClient, Provider, ReqwestTransport};

use super::{Answer, End, Failure, Model, Part, Rig, Scenario, Seen, Step, Stop, Subject, Witness};
use crate::server::{Reply, Server};

/// The key that models over HTTP are built with.
pub const KEY: &str = "sk-conformance-4fd2c81b-99e0";

/// The id of the request in the headers of every answer.
pub const REQUEST_ID: &str = "req_conformance_1";

/// How a service over HTTP writes what a scenario says: the inverse of what the provider reads.
///
/// With [`OverHttp`] it is all that a provider needs to run the suite over the loopback server.
pub trait Wire: Send + Sync {
    /// The model under test.
    ///
    /// # Errors
    ///
    /// Those of building it.
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>>;

    /// The body of a whole answer: of all pieces put together.
    fn body(&self, whole: &AiMessageChunk) -> String;

    /// The events of a stream that brings these pieces, as they are framed on the wire; with those that say that the
    /// answer is whole, if it `is_whole`.
    fn events(&self, pieces: &[AiMessageChunk], is_whole: bool) -> Vec<Bytes>;

    /// Status and body of an error; `None` if the service has no words for it.
    fn error(&self, failure: &Failure) -> Option<(u16, String)>;

    /// The event by which a stream tells of an error; `None`, as unless said otherwise, if it cannot.
    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        let _ = failure;
        None
    }

    /// The content type of a stream.
    fn stream_type(&self) -> &'static str {
        "text/event-stream"
    }

    /// As [`Subject::lacks`].
    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let _ = part;
        None
    }
}

/// What the model under test is to be built with. `Debug` leaves the key out.
#[non_exhaustive]
pub struct Setup {
    /// Where the service is, without a slash at the end.
    pub url: String,
    /// The key, [`KEY`]. It must be sent.
    pub key: &'static str,
    /// How to retry.
    pub retry: RetryPolicy,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("url", &self.url)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl Setup {
    /// The client to build the model with: it retries as it is told, and shares the certificates of its thread, which
    /// take longer to read than a test to run.
    ///
    /// # Errors
    ///
    /// Those of [`HttpClientBuilder::build`](surprisal_http::HttpClientBuilder::build).
    pub fn client(&self) -> Result<HttpClient> {
        thread_local! {
            static TRANSPORT: Result<ReqwestTransport> = ReqwestTransport::builder().build();
        }
        let transport = TRANSPORT.with(|transport| match transport {
            Ok(transport) => Ok(transport.clone()),
            Err(error) => Err(Error::invalid_input(error.to_string())),
        })?;
        let client = HttpClient::builder().retry(self.retry.clone());
        client.transport(transport).build()
    }

    /// The model of this name of a [`Provider`].
    ///
    /// # Errors
    ///
    /// Those of [`client`](Self::client) and of the model's builder.
    pub fn chat_model<P: Provider>(&self, name: &str) -> Result<Arc<dyn Model>> {
        let builder = HttpChatModel::<P>::builder(name).base_url(self.url.clone());
        let model = builder.api_key(self.key).client(self.client()?).build()?;
        Ok(Arc::new(model))
    }
}

/// A provider over HTTP as a [`Subject`]: each scenario is played by a [loopback server](crate::server).
#[derive(Clone, Copy, Debug)]
pub struct OverHttp<W> {
    wire: W,
}

impl<W: Wire> OverHttp<W> {
    /// The provider of this wire.
    pub const fn new(wire: W) -> Self {
        Self { wire }
    }

    fn whole(&self, answer: &Answer) -> Reply {
        let mut body = self.wire.body(&answer.sum());
        let half = half_of(&body);
        if let End::Stops(_) = answer.end {
            // Without a word of how long it was to be.
            body.truncate(half);
        }
        let reply = Reply::json(200, body);
        match answer.end {
            End::Breaks(_) => reply.cut_after(half),
            End::Stalls(_) => reply.stall_after(half),
            _ => reply,
        }
    }

    fn stream(&self, answer: &Answer) -> Result<Reply, Stop> {
        let pieces = answer.pieces.as_slice();
        let first = |count: usize| pieces.get(..count).unwrap_or(pieces);
        let mut events = match answer.end {
            End::Whole => self.wire.events(pieces, true),
            End::Stops(count) | End::Breaks(count) | End::Stalls(count) | End::Fails(count, _) => {
                self.wire.events(first(count), false)
            }
        };
        if let End::Fails(_, failure) = &answer.end {
            let event = self.wire.error_event(failure);
            let none = || Stop::Skip("its streams have no words for such an error".into());
            events.push(event.ok_or_else(none)?);
        }
        let length = events.iter().map(Bytes::len).sum();
        let reply = Reply::new(200)
            .header("content-type", self.wire.stream_type())
            .pieces(events)
            .chunked()
            .pause(answer.pause);
        let reply = match answer.bytes_at_a_time {
            Some(bytes) => reply.split_every(bytes),
            None => reply,
        };
        Ok(match answer.end {
            End::Breaks(_) => reply.cut_after(length),
            End::Stalls(_) => reply.stall_after(length),
            _ => reply,
        })
    }

    fn refusal(&self, failure: &Failure) -> Result<Reply, Stop> {
        let none = || Stop::Skip(format!("the service has no words for {:?}", failure.kind));
        let (status, body) = self.wire.error(failure).ok_or_else(none)?;
        let reply = Reply::json(status, body);
        Ok(match failure.retry_after {
            Some(wait) => reply.header("retry-after", wait.as_secs().to_string()),
            None => reply,
        })
    }
}

#[async_trait]
impl<W: Wire> Subject for OverHttp<W> {
    async fn rig(&self, scenario: Scenario) -> Result<Rig, Stop> {
        let failed = |error: &dyn std::fmt::Display| Stop::Fail(format!("no service: {error}"));
        let server = Server::start().await.map_err(|error| failed(&error))?;
        let last = scenario.steps.len().saturating_sub(1);
        for (index, step) in scenario.steps.iter().enumerate() {
            let reply = match step {
                Step::Answer(answer) if scenario.streamed => self.stream(answer)?,
                Step::Answer(answer) => self.whole(answer),
                Step::Error(failure) => self.refusal(failure)?,
            };
            let reply = reply.header("x-request-id", REQUEST_ID);
            server.reply(match index == last {
                true => reply.forever(),
                false => reply,
            });
        }
        let setup = Setup {
            url: server.url().to_owned(),
            key: KEY,
            retry: scenario.retry,
        };
        let model = self.wire.model(&setup).map_err(|error| failed(&error))?;
        Ok(Rig::new(model).witness(Arc::new(server)).key(KEY))
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        self.wire.lacks(part)
    }
}

/// Where about a half of a text ends.
fn half_of(text: &str) -> usize {
    let mut places = (0..=text.len() / 2).rev();
    places.find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[async_trait]
impl Witness for Server {
    fn requests(&self) -> Vec<Seen> {
        let requests = self.requests().into_iter();
        let seen = requests.map(|request| {
            let body = String::from_utf8_lossy(request.body());
            Seen::new(request.headers().to_vec(), body).at(request.path())
        });
        seen.collect()
    }

    async fn hung_up(&self) {
        self.closed_early().await;
    }
}
