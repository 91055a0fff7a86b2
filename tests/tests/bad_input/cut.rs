//! A stream that is cut after each of its bytes.

use bytes::Bytes;
use surprisal::{AiMessageChunk, CallOptions, ErrorKind, RunnableExt};
use surprisal_testing::server::{Reply, Server};

use crate::support::{assert_keeps_the_key, builder, read};

/// The events of an answer: the role, two tokens, the finish reason, the usage, and the end signal.
const EVENTS: [&str; 6] = [
    "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":{\"content\":[],\"refusal\":null},\"finish_reason\":null}],\"usage\":null}\n\n",
    "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Gr\u{fc}\u{df}\"},\"logprobs\":{\"content\":[{\"token\":\"Gr\u{fc}\u{df}\",\"logprob\":-0.25,\"bytes\":[71,114,195,188,195,159],\"top_logprobs\":[]}]},\"finish_reason\":null}]}\n\n",
    "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" dich\"},\"logprobs\":{\"content\":[{\"token\":\" dich\",\"logprob\":-1.5e-05,\"bytes\":null,\"top_logprobs\":[]}]},\"finish_reason\":null}]}\n\n",
    "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n",
    "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n",
    "data: [DONE]\n\n",
];

/// How many events are there in the first `n` bytes; of the last one, `spare` bytes may be missing.
fn whole_events(n: usize, spare: usize) -> usize {
    let ends = EVENTS.iter().scan(0, |end, event| {
        *end += event.len();
        Some(*end)
    });
    ends.take_while(|end| end - spare <= n).count()
}

/// What an answer that is cut by `reply` after each of its `length` bytes gives: the chunks of the whole
/// events alone, and an error that holds them, unless `complete` says that nothing is missing.
async fn assert_cut(
    length: usize,
    reply: impl Fn(usize) -> Reply,
    events: impl Fn(usize) -> usize,
    complete: impl Fn(usize) -> bool,
) {
    let server = Server::start().await.unwrap();
    let model = builder(&server)
        .options(CallOptions::new().logprobs(true))
        .build()
        .unwrap();
    server.reply(Reply::sse(EVENTS.concat()));
    let (whole, message) = read(&model).await;
    let message = message.unwrap();
    assert_eq!((whole.len(), &*message.text()), (5, "Gr\u{fc}\u{df} dich"));
    assert_eq!(message.logprobs().content().len(), 2);

    for n in 0..=length {
        server.reply(reply(n));
        let (chunks, outcome) = read(&model).await;
        let expected = events(n).min(whole.len());
        assert_eq!(chunks, whole[..expected], "cut after {n}");
        match outcome {
            Ok(cut) => {
                assert!(complete(n), "cut after {n} and taken for whole");
                assert_eq!(cut, message);
            }
            Err(error) => {
                assert!(!complete(n), "cut after {n}: {error}");
                assert_eq!(error.kind(), ErrorKind::Truncated, "cut after {n}: {error}");
                let came: AiMessageChunk = chunks.into_iter().sum();
                assert_eq!(error.partial(), Some(&came));
                assert_keeps_the_key(&error);
            }
        }
    }
    assert_eq!(server.requests().len(), length + 2, "nothing is sent again");
}

#[tokio::test]
async fn by_a_connection_that_is_closed_as_if_at_the_end() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    let body = EVENTS.concat();
    let length = body.len();
    let done = length - EVENTS[5].len();
    let body = Bytes::from(format!("{head}{body}"));
    assert_cut(
        length,
        |n| Reply::raw(body.slice(..head.len() + n)),
        // The blank line of the last event may be missing, but not the end of its line.
        |n| whole_events(n, 1),
        // The end signal may be missing once finish reason and usage have come.
        |n| n >= done - 1,
    )
    .await;
}

#[tokio::test]
async fn by_a_connection_that_breaks() {
    let body = EVENTS.concat();
    assert_cut(
        body.len(),
        |n| Reply::sse(body.clone()).cut_after(n),
        |n| whole_events(n, 0),
        |n| n == body.len(),
    )
    .await;
}

#[tokio::test]
async fn by_a_connection_that_breaks_within_a_chunk_of_the_transfer_encoding() {
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let body = EVENTS.concat();
    let head = format!("{head}{:x}\r\n", body.len());
    let whole = Bytes::from(format!("{head}{body}\r\n0\r\n\r\n"));
    assert_cut(
        body.len(),
        |n| Reply::raw(whole.clone()).cut_after(head.len() + n),
        |n| whole_events(n, 0),
        |n| n == body.len(),
    )
    .await;
}

#[tokio::test]
async fn before_its_head_is_there_so_that_it_is_sent_again() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    let server = Server::start().await.unwrap();
    let model = builder(&server).build().unwrap();
    for n in 0..head.len() {
        server.reply(Reply::raw(head).cut_after(n));
        server.reply(Reply::sse(EVENTS.concat()));
        let (_, message) = read(&model).await;
        assert_eq!(message.unwrap().text(), "Gr\u{fc}\u{df} dich");
    }
    assert_eq!(server.requests().len(), 2 * head.len());

    server.reply(Reply::raw("HTTP/1.1 2").cut_after(5).forever());
    let error = model.stream("hi").await.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert_keeps_the_key(&error);
}
