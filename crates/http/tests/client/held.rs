//! What an open stream holds.

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response};
use surprisal_core::ErrorKind;
use surprisal_http::{
    BaseUrl, Body, Call, Framing, HttpClient, Transport, TransportError, response_error,
};

/// Answers with these headers, and half an event.
#[derive(Debug)]
struct Answers(HeaderMap);

#[async_trait]
impl Transport for Answers {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let mut response = Response::new(Body::from("data: {"));
        response.headers_mut().clone_from(&self.0);
        Ok(response)
    }
}

#[tokio::test]
async fn an_open_stream_has_its_headers_without_the_buffer_that_they_were_read_into() {
    let read = Bytes::from(b"request-7, one, two".repeat(1000));
    let value = |at| HeaderValue::from_maybe_shared(read.slice(at)).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("x-request-id", value(0..9));
    headers.append("x-many", value(11..14));
    headers.append("x-many", value(16..19));
    headers.insert("x-empty", value(0..0));
    let client = HttpClient::builder().transport(Answers(headers));
    let client = client.build().unwrap();
    let base: BaseUrl = "http://localhost/v1".parse().unwrap();
    let request = Request::post(base.join("chat").unwrap());
    let request = request.body(Bytes::new()).unwrap();
    let call = Call::new("any", "any");
    let response = client.send(request, &call, response_error).await.unwrap();
    assert!(!read.is_unique());

    let mut frames = response.frames(Framing::Sse);
    drop(client);
    assert!(read.is_unique());
    while frames.fill().await.unwrap() {}
    let error = frames.finish().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(error.request_id(), Some("request-7"));
    let headers = error.headers().iter();
    let headers: Vec<_> = headers.map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(
        headers,
        [
            ("x-request-id", "request-7"),
            ("x-many", "one"),
            ("x-many", "two"),
            ("x-empty", ""),
        ]
    );
}
