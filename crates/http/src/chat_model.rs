use std::sync::Arc;

use async_trait::async_trait;
use futures::stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChunkStream, Error, Messages, Options as _, Profile,
    Result, Runnable, Secret,
};
use tokio::time::Instant;

use crate::chunk_reader::ChunkReader;
use crate::logprobs_watch::LogprobsWatch;
use crate::{
    BaseUrl, Call, Endpoint, Framing, HttpChatModelBuilder, Protocol, Provider, Response, Timeouts,
    WireRequest, secret_header,
};

/// A chat model over HTTP: a [`Protocol`] with the [`Endpoint`] that speaks it and the options that hold for
/// all calls. A clone is cheap and shares the connections.
#[derive(Debug)]
pub struct HttpChatModel<P>(Arc<Inner<P>>);

#[derive(Debug)]
struct Inner<P> {
    protocol: P,
    endpoint: Endpoint,
    options: CallOptions,
}

impl<P: Protocol> HttpChatModel<P> {
    /// A model that speaks this protocol to this endpoint. The options hold where neither a `bind` nor a
    /// call sets others.
    pub fn new(protocol: P, endpoint: Endpoint, options: CallOptions) -> Self {
        Self(Arc::new(Inner {
            protocol,
            endpoint,
            options,
        }))
    }

    /// The name of the model.
    pub fn model(&self) -> &str {
        self.0.protocol.model()
    }

    /// The protocol.
    pub fn protocol(&self) -> &P {
        &self.0.protocol
    }

    /// Where the requests go, and what goes with each.
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    /// Where the requests go.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.endpoint.base_url()
    }

    /// The options that hold for all calls.
    pub fn options(&self) -> &CallOptions {
        &self.0.options
    }

    /// Sends the request of a call, and gives the answer's head with the request that it answers.
    async fn send(
        &self,
        input: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<(WireRequest, Response)> {
        let protocol = &self.0.protocol;
        let request = input
            .check()
            .and_then(|()| options.check())
            .and_then(|()| protocol.encode(input, options, stream))
            .map_err(|error| error.with_provider(protocol.provider()))?;
        self.post(
            request,
            options,
            |status, headers, body| protocol.error(status, headers, body),
            |request, error| protocol.amend(request, error, options),
        )
        .await
    }

    /// Posts a request, or those that `amend` puts in its place where it is refused, with the headers and within
    /// the time limits that the options say. Gives the answer's head with the request that it answers.
    pub(crate) async fn post(
        &self,
        mut request: WireRequest,
        options: &CallOptions,
        to_error: impl Fn(u16, &HeaderMap, &str) -> Error + Send + Sync,
        amend: impl Fn(&WireRequest, &Error) -> Option<WireRequest> + Send + Sync,
    ) -> Result<(WireRequest, Response)> {
        let mut amendments = 0;
        // All requests of a call share its total limit.
        let started = Instant::now();
        loop {
            let refused = match self.post_once(&request, options, started, &to_error).await {
                Ok(response) => return Ok((request, response)),
                Err(error) => error.with_provider(self.0.protocol.provider()),
            };
            amendments += 1;
            match amend(&request, &refused) {
                Some(amended) if amendments <= MAX_AMENDMENTS => request = amended,
                _ => return Err(refused),
            }
        }
    }

    async fn post_once(
        &self,
        wire: &WireRequest,
        options: &CallOptions,
        started: Instant,
        to_error: impl Fn(u16, &HeaderMap, &str) -> Error + Send + Sync,
    ) -> Result<Response> {
        let Inner {
            protocol, endpoint, ..
        } = &*self.0;
        let mut headers = wire.headers.clone();
        for (name, value) in &options.headers {
            let (name, value) = header(name, value)?;
            headers.insert(name, value);
        }
        let mut timeouts = Timeouts::default();
        if let Some(limit) = options.timeout {
            timeouts = timeouts.total(limit);
        }
        if let Some(limit) = options.idle_timeout {
            timeouts = timeouts.idle(limit).content_idle(limit);
        }
        let mut call = Call::new(protocol.provider(), protocol.model()).timeouts(timeouts);
        call.started = Some(started);
        endpoint
            .post(&wire.path, headers, wire.body.clone(), &call, to_error)
            .await
    }

    /// Reads an answer that is not streamed.
    async fn read(
        &self,
        request: &WireRequest,
        mut response: Response,
        options: &CallOptions,
    ) -> Result<AiMessage> {
        let body = response.text().await?;
        let protocol = &self.0.protocol;
        // An error keeps what came.
        let describe = |error| response.head.describe(error, body.clone());
        let decoded = protocol.decode(&body, options);
        let mut message = decoded.map_err(describe)?;
        let head = self.metadata(request, &response);
        if let Some(head) = head.response_metadata() {
            *message.response_metadata_mut() += head.clone();
        }
        if options.raw == Some(true) {
            message.response_metadata_mut().raw.push(body.clone());
        }
        let watch = LogprobsWatch::new(protocol.provider(), options, &request.warnings);
        watch.check(&mut message).map_err(describe)?;
        Ok(message)
    }

    /// What the head of the answer and the request say about the answer as a whole.
    fn metadata(&self, request: &WireRequest, response: &Response) -> AiMessageChunk {
        let mut chunk = AiMessageChunk::default();
        let metadata = chunk.response_metadata_mut();
        metadata.provider = Some(self.0.protocol.provider().to_owned());
        metadata.request_id = response.request_id().map(str::to_owned);
        metadata.rate_limits = self.0.protocol.rate_limits(response.headers());
        metadata.warnings.clone_from(&request.warnings);
        chunk
    }
}

impl<P: Provider> HttpChatModel<P> {
    /// A model of this name, with the key and the base URL from the provider's environment variables. With a base URL
    /// a key is not needed.
    ///
    /// # Errors
    ///
    /// As [`HttpChatModelBuilder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).from_env().build()
    }

    /// A builder of a model of this name, which reads no environment unless told to.
    pub fn builder(model: impl Into<String>) -> HttpChatModelBuilder<P> {
        HttpChatModelBuilder::new(model.into())
    }
}

impl<P> Clone for HttpChatModel<P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[async_trait]
impl<P: Protocol> Runnable for HttpChatModel<P> {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let options = options.or(&self.0.options);
        let (request, response) = self.send(&input, &options, false).await?;
        self.read(&request, response, &options).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let options = options.or(&self.0.options);
        let (request, response) = self.send(&input, &options, true).await?;
        if request.framing == Framing::Sse && is_json(&response) {
            let whole = self.read(&request, response, &options).await?;
            return Ok(Box::pin(stream::iter([Ok(whole.into())])));
        }
        let protocol = &self.0.protocol;
        Ok(Box::pin(ChunkReader::new(
            self.metadata(&request, &response),
            protocol.decoder(&request, &options),
            LogprobsWatch::new(protocol.provider(), &options, &request.warnings),
            response.frames(request.framing),
            options.raw == Some(true),
        )))
    }

    fn profile_opts(&self, options: &CallOptions) -> Profile {
        let Inner {
            protocol,
            endpoint,
            options: own,
        } = &*self.0;
        let options = options.clone().or(own);
        Profile::new(protocol.provider(), protocol.model())
            .with_endpoint(endpoint.base_url().to_string())
            .with_capabilities(protocol.capabilities(&options))
            .with_options(options)
    }
}

/// How many parts of a request that can be spared are left out, one after the other. A reasoning model refuses about ten
/// options, each by itself.
const MAX_AMENDMENTS: u32 = 12;

/// Whether a server that was asked for a stream of events answers with one JSON text: some know no streams,
/// and some write their errors so.
fn is_json(response: &Response) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// A header that the caller gave. Its value never appears in an error.
fn header(name: &str, value: &Secret) -> Result<(HeaderName, HeaderValue)> {
    let parsed = HeaderName::try_from(name).map_err(|_| {
        Error::invalid_input(format!(
            "the name of the header {name:?} has a character that a header cannot have"
        ))
    })?;
    let value = secret_header(&format!("value of the header {name:?}"), value)?;
    Ok((parsed, value))
}
