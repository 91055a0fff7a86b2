//! The driver of a protocol, on one that answers in plain words.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt as _;
use http::{HeaderMap, Request};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChoiceChunk, Error, ErrorKind, Messages, Result,
    Runnable as _, RunnableExt as _, Warning,
};
use surprisal_http::{
    Body, Decode, Decoded, Endpoint, Frame, HttpChatModel, HttpClient, Protocol, Transport,
    TransportError, WireRequest, response_error,
};
use tokio::time::Instant;

/// A word a frame, `end`, and `hush`, which says nothing.
#[derive(Debug)]
pub(crate) struct Words;

impl Protocol for Words {
    type Decoder = Self;

    fn provider(&self) -> &'static str {
        "words"
    }

    fn model(&self) -> &str {
        "w"
    }

    fn encode(&self, _: &Messages, _: &CallOptions, _: bool) -> Result<WireRequest> {
        let mut request = WireRequest::post("say", "{}");
        request.warnings.push(Warning::new("seed", "left out"));
        Ok(request)
    }

    fn decode(&self, _: &str, _: &CallOptions) -> Result<AiMessage> {
        Err(Error::bad_response("no words"))
    }

    fn decoder(&self, _: &WireRequest, _: &CallOptions) -> Self {
        Self
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        response_error(status, headers, body)
    }

    fn amend(&self, request: &WireRequest, _: &Error, _: &CallOptions) -> Option<WireRequest> {
        Some(request.clone())
    }
}

impl Decode for Words {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        match frame.data {
            "end" => Ok(Decoded::End),
            "hush" => Ok(Decoded::Nothing),
            "oops" => Err(Error::bad_response("no word")),
            word => Ok(Decoded::Chunk(
                AiMessageChunk::default().with_choice(ChoiceChunk::new(0, word)),
            )),
        }
    }

    fn end(&mut self) -> Result<()> {
        Err(Error::new(ErrorKind::Truncated, "no end"))
    }
}

/// Answers every request by this body.
#[derive(Debug)]
struct Canned(&'static str);

#[async_trait]
impl Transport for Canned {
    async fn send(&self, _: Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        Ok(http::Response::new(Body::from(self.0)))
    }
}

/// Refuses every request after 300 milliseconds.
#[derive(Debug)]
struct SlowRefusal;

#[async_trait]
impl Transport for SlowRefusal {
    async fn send(&self, _: Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let response = http::Response::builder().status(400);
        Ok(response.body(Body::from("no")).unwrap())
    }
}

fn model(body: &'static str) -> HttpChatModel<Words> {
    model_over(Canned(body))
}

fn model_over(transport: impl Transport + 'static) -> HttpChatModel<Words> {
    let client = HttpClient::builder().transport(transport).build();
    let base_url = "http://localhost".parse().unwrap();
    let endpoint = Endpoint::new(client.unwrap(), base_url);
    HttpChatModel::new(Words, endpoint, CallOptions::new())
}

async fn stream(body: &'static str) -> Result<Vec<AiMessageChunk>> {
    model(body).stream("hi").await?.try_collect().await
}

#[tokio::test]
async fn an_end_signal_whose_blank_line_is_missing_is_one() {
    for body in ["data: a\n\ndata: end\n\n", "data: a\n\ndata: end\n"] {
        let chunks = stream(body).await.unwrap();
        assert_eq!(chunks.len(), 1, "{body:?}");
    }
    let error = stream("data: a\n\n").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
}

#[tokio::test]
async fn a_warning_is_told_where_no_chunk_comes() {
    let chunks = stream("data: end\n\n").await.unwrap();
    assert_eq!(chunks.len(), 1);
    let metadata = chunks[0].response_metadata().unwrap();
    assert_eq!(metadata.warnings, [Warning::new("seed", "left out")]);
}

#[tokio::test]
async fn a_frame_that_says_nothing_is_kept_with_the_next_chunk_or_at_the_end() {
    let raw = async |body| {
        let options = CallOptions::new().raw(true);
        let stream = model(body).stream_opts("hi".into(), options).await?;
        let chunks: Vec<AiMessageChunk> = stream.try_collect().await?;
        let raw = chunks.iter().map(|chunk| {
            let metadata = chunk.response_metadata();
            metadata.map_or(Vec::new(), |metadata| metadata.raw.clone())
        });
        Ok::<_, Error>(raw.collect::<Vec<_>>())
    };
    let between = "data: hush\n\ndata: a\n\ndata: b\n\n: ping\n\ndata: hush\n\ndata: c\n\n";
    for end in ["data: hush\n\ndata: end\n\n", "data: hush\n\ndata: end\n"] {
        let body: &'static str = format!("{between}{end}").leak();
        let expected = [
            vec!["hush", "a"],
            vec!["b"],
            vec!["hush", "c"],
            vec!["hush", "end"],
        ];
        assert_eq!(raw(body).await.unwrap(), expected, "{body:?}");
        let without = stream(body).await.unwrap();
        assert_eq!(without.len(), 3, "there is no chunk for the end alone");
        let mut metadata = without.iter().filter_map(AiMessageChunk::response_metadata);
        assert!(metadata.all(|metadata| metadata.raw.is_empty()));
    }
    let nothing = raw("data: hush\n\ndata: end\n\n").await.unwrap();
    assert_eq!(nothing, [["hush", "end"]]);
}

#[tokio::test]
async fn an_error_keeps_what_a_protocol_cannot_read() {
    let error = model("what?").invoke("hi").await.unwrap_err();
    assert_eq!((error.message(), error.body()), ("no words", Some("what?")));
    let error = stream("data: oops\n\n").await.unwrap_err();
    assert_eq!((error.message(), error.body()), ("no word", Some("oops")));
    let error = stream("data: oops\n").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.body()),
        (ErrorKind::Truncated, Some("oops"))
    );
}

#[tokio::test(start_paused = true)]
async fn the_total_limit_holds_amended_requests_together() {
    let limit = Duration::from_millis(400);
    let bound = model_over(SlowRefusal).bind(CallOptions::new().timeout(limit));
    let started = Instant::now();
    let error = bound.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(
        error.message(),
        "no answer within 400ms, the time limit `total`"
    );
    assert_eq!(started.elapsed().as_millis(), 400);
}
