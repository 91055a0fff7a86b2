use std::borrow::Cow;
use std::fmt;
use std::future::poll_fn;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, StatusCode};
use surprisal_core::{Error, ErrorKind, Result, Secret};

use crate::client::ERROR_BODY_SIZE;
use crate::response_error::complete;
use crate::timed_body::TimedBody;
use crate::{FrameDecoder, FrameStream, Framing, request_id};

/// A successful answer whose head has come and whose body is still to be read.
///
/// Dropping it closes the connection.
pub struct Response {
    pub(crate) head: Head,
    pub(crate) body: TimedBody,
    pub(crate) max_body_size: usize,
    pub(crate) max_event_size: usize,
}

/// Who answered, and what came before the body.
pub(crate) struct Head {
    pub(crate) provider: Cow<'static, str>,
    pub(crate) parts: http::response::Parts,
    /// What of the request no error may show.
    pub(crate) secrets: Vec<Secret>,
}

impl Response {
    /// The status, a success.
    pub fn status(&self) -> StatusCode {
        self.head.parts.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.parts.headers
    }

    /// The provider's id of the request.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers())
    }

    /// The body as a stream of frames.
    pub fn frames(self, framing: Framing) -> FrameStream {
        let decoder = FrameDecoder::new(framing, self.max_event_size);
        FrameStream::new(self.head.compact(), self.body, decoder)
    }

    /// Reads the whole body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`], [`ErrorKind::Timeout`], and [`ErrorKind::BadResponse`] if there
    /// is nothing or more than the client's limit; with what came as `body()`.
    pub async fn bytes(&mut self) -> Result<Bytes> {
        let mut whole = Vec::new();
        match self.read_into(&mut whole).await {
            Ok(()) => Ok(whole.into()),
            Err(error) => {
                let body = String::from_utf8_lossy(&whole).into_owned();
                Err(self.head.describe(error, body))
            }
        }
    }

    /// Reads the whole body as text.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and [`ErrorKind::BadResponse`] if it is not UTF-8.
    pub async fn text(&mut self) -> Result<String> {
        let bytes = self.bytes().await?;
        String::from_utf8(bytes.into()).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let message = format!("invalid UTF-8 at byte {at} of the answer");
            let body = String::from_utf8_lossy(error.as_bytes()).into_owned();
            self.head.describe(
                Error::bad_response(message).with_source(error.utf8_error()),
                body,
            )
        })
    }

    /// Adds the provider, status, headers and request id to an error about this answer.
    pub fn describe(&self, error: Error) -> Error {
        self.head.describe(error, String::new())
    }

    async fn read_into(&mut self, whole: &mut Vec<u8>) -> Result<()> {
        let announced = self.headers().get(CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        let announced = announced.unwrap_or(0);
        self.check_size(announced)?;
        // What is announced need not come.
        whole.reserve_exact(announced.min(RESERVED));
        while let Some(bytes) = poll_fn(|cx| self.body.poll_chunk(cx)).await? {
            self.body.content_seen();
            let size = whole.len() + bytes.len();
            self.check_size(size)
                .inspect_err(|_| whole.truncate(ERROR_BODY_SIZE))?;
            whole.extend_from_slice(&bytes);
        }
        if whole.len() < announced {
            let message = format!("{} of {announced} bytes came", whole.len());
            return Err(Error::new(ErrorKind::Truncated, message));
        }
        if whole.is_empty() {
            return Err(Error::bad_response("the answer has no body"));
        }
        Ok(())
    }

    fn check_size(&self, size: usize) -> Result<()> {
        if size <= self.max_body_size {
            return Ok(());
        }
        Err(Error::bad_response(format!(
            "the answer is larger than {} bytes; raise `max_body_size` if that is right",
            self.max_body_size
        )))
    }
}

/// How much room is made for a body before any of it has come, in bytes.
const RESERVED: usize = 1 << 20;

impl Head {
    /// The same in memory of its own. The headers of an answer are slices of what was read from the network, and would
    /// keep that buffer, of 8 KiB or more, for as long as the stream is open.
    fn compact(mut self) -> Self {
        self.parts.headers = copied(&self.parts.headers);
        self.parts.extensions = http::Extensions::new();
        self
    }

    pub(crate) fn describe(&self, error: Error, body: String) -> Error {
        let error = complete(error, &self.parts, body).with_provider(self.provider.clone());
        self.secrets.iter().fold(error, Error::redact)
    }
}

/// A copy of the headers that shares nothing with them and has room for no more.
fn copied(headers: &HeaderMap) -> HeaderMap {
    let mut values = BytesMut::with_capacity(headers.values().map(HeaderValue::len).sum());
    for value in headers.values() {
        values.extend_from_slice(value.as_bytes());
    }
    let mut values = values.freeze();
    let mut copied = HeaderMap::with_capacity(headers.keys_len());
    for (name, value) in headers {
        let bytes = values.split_to(value.len());
        // What was a value is one.
        let mut copy = HeaderValue::from_maybe_shared(bytes).unwrap_or_else(|_| value.clone());
        copy.set_sensitive(value.is_sensitive());
        copied.append(name.clone(), copy);
    }
    copied
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("provider", &self.head.provider)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
