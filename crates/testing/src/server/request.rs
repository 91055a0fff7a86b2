use std::fmt;
use std::io;

use bytes::{Bytes, BytesMut};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::Instant;

const MAX_HEADERS: usize = 128;

/// A request as the server read it.
///
/// `Debug` leaves out header values and the query, where keys travel.
#[derive(Clone)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Bytes,
    arrived: Instant,
}

impl Request {
    /// The method, such as `POST`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path and the query, as they were on the wire.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The path, without the query; where the target is a whole URL, as behind a proxy, the path of that.
    pub fn path(&self) -> &str {
        let target = self.target.split('?').next().unwrap_or_default();
        let after_scheme = ["http://", "https://"]
            .iter()
            .find_map(|scheme| target.strip_prefix(scheme));
        match after_scheme {
            Some(rest) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
            None => target,
        }
    }

    /// The query as it was on the wire, without the `?`.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The headers in their order, names as they were on the wire.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The value of the first header of this name; the name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body, parsed.
    ///
    /// # Errors
    ///
    /// Those of parsing: the body is not JSON.
    pub fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_slice(&self.body)
    }

    /// When its last byte was read.
    pub fn arrived(&self) -> Instant {
        self.arrived
    }

    /// Reads the next request of a connection; `None` where the client closed it between two.
    /// `buffer` holds what has been received beyond the requests read so far.
    pub(super) async fn read(
        reader: &mut (impl AsyncRead + Unpin),
        buffer: &mut BytesMut,
    ) -> io::Result<Option<Self>> {
        loop {
            if let Some((mut request, head, body)) = Self::parse_head(buffer)? {
                let _ = buffer.split_to(head);
                while buffer.len() < body {
                    if reader.read_buf(buffer).await? == 0 {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                request.body = buffer.split_to(body).freeze();
                request.arrived = Instant::now();
                return Ok(Some(request));
            }
            if reader.read_buf(buffer).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// The request without its body, the length of its head and of its body, once the head is there.
    fn parse_head(buffer: &[u8]) -> io::Result<Option<(Self, usize, usize)>> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(head) = parsed.parse(buffer).map_err(invalid)? else {
            return Ok(None);
        };
        let request = Self {
            method: parsed.method.unwrap_or_default().to_owned(),
            target: parsed.path.unwrap_or_default().to_owned(),
            headers: parsed
                .headers
                .iter()
                .map(|header| {
                    let value = String::from_utf8_lossy(header.value).into_owned();
                    (header.name.to_owned(), value)
                })
                .collect(),
            body: Bytes::new(),
            arrived: Instant::now(),
        };
        if request.header("transfer-encoding").is_some() {
            return Err(invalid("this server reads bodies with content-length only"));
        }
        let body = match request.header("content-length") {
            Some(length) => length.trim().parse().map_err(invalid)?,
            None => 0,
        };
        Ok(Some((request, head, body)))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("headers", &names)
            .field("body", &String::from_utf8_lossy(&self.body))
            .finish()
    }
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
