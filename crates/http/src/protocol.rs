use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, Error, Messages, RateLimits, Result,
    Warning,
};

use crate::{Frame, Framing, rate_limits};

/// What a provider is: pure functions from messages and options to a request, and from the bytes and
/// frames of the answer to messages and chunks. No sockets, no clocks.
///
/// [`HttpChatModel`](crate::HttpChatModel) makes a chat model of one. It checks the options' ranges and
/// that there are messages, retries, watches over logprobs that were asked for, and adds request ids,
/// rate limits and the provider's name; to an error, what could not be read as its `body()`.
///
/// # Contract
///
/// - Every option is answered by name: sent, translated, or refused by [`unsupported`](surprisal_core::unsupported).
///   Take [`CallOptions`] apart without `..`, so that a new one does not compile until it is answered.
/// - `decode` of an answer and the sum of the chunks of the same answer agree.
/// - Nothing that came is unwrapped or indexed: what is wrong is an error that says where.
pub trait Protocol: fmt::Debug + Send + Sync + 'static {
    /// What turns the frames of one stream into chunks.
    type Decoder: Decode;

    /// The provider's name in errors, metadata and traces.
    fn provider(&self) -> &'static str;

    /// The model that is asked for, as traces name it.
    fn model(&self) -> &str;

    /// What can be asked of it by a call with these options, as far as it is known.
    fn capabilities(&self, options: &CallOptions) -> Capabilities {
        let _ = options;
        Capabilities::UNKNOWN
    }

    /// The request, streamed or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) and
    /// [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported).
    fn encode(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest>;

    /// The message that the body of a successful answer holds.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse), or what an error within the
    /// body says.
    fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage>;

    /// A decoder for the stream that answers this request.
    fn decoder(&self, request: &WireRequest, options: &CallOptions) -> Self::Decoder;

    /// The error that an answer of this status holds.
    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error;

    /// What the headers of an answer say about the limits of the account; unless written, OpenAI's.
    fn rate_limits(&self, headers: &HeaderMap) -> Option<RateLimits> {
        rate_limits(headers)
    }

    /// Another request to try, where the error shows that the server cannot do with a part of this one that
    /// can be spared. It is asked again, up to twelve times, if that one is refused as well.
    fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        let (_, _, _) = (request, error, options);
        None
    }
}

/// What turns the frames of one stream into chunks.
pub trait Decode: fmt::Debug + Send + Unpin + 'static {
    /// What the next frame says.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse), or what an error within the
    /// stream says.
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded>;

    /// Called once when the bytes have ended, unless [`Decoded::End`] came before.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated) if the end signal is missing.
    fn end(&mut self) -> Result<()>;

    /// Whether the end signal came with the last chunk, where no frame of its own is it: then the rest is waited for
    /// only shortly, and it is no loss if the connection breaks. Unless written, [`Decoded::End`] alone says so.
    fn is_over(&self) -> bool {
        false
    }
}

/// What a frame says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "nearly every frame is a chunk")]
pub enum Decoded {
    /// A piece of the answer.
    Chunk(AiMessageChunk),
    /// Nothing for the caller.
    Nothing,
    /// The answer is complete.
    End,
}

/// A request as a protocol writes it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WireRequest {
    /// The path below the base URL.
    pub path: String,
    /// Its headers; those that hold a secret are marked as sensitive.
    pub headers: HeaderMap,
    /// Its JSON.
    pub body: Bytes,
    /// How a streamed answer is framed.
    pub framing: Framing,
    /// Options that were asked for and are left out.
    pub warnings: Vec<Warning>,
}

impl WireRequest {
    /// A request that posts this JSON and whose streamed answer comes as server-sent events.
    pub fn post(path: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self {
            path: path.into(),
            headers: HeaderMap::new(),
            body: body.into(),
            framing: Framing::Sse,
            warnings: Vec::new(),
        }
    }
}
