//! That the floor reads all of an answer, so that what it is compared with has to.

use surprisal_testing::server::{Reply, Server};
use surprisal_tests::contender::Seen;
use surprisal_tests::{floor, generate, oracle};

const TOKENS: usize = 10;

/// What the oracle has seen of an answer, in the terms of the benchmarks.
fn expected(answer: &oracle::Answer) -> Seen {
    let mut seen = Seen::default();
    for choice in answer.choices.values() {
        seen.text(&choice.content);
        for token in choice.tokens.values().flatten() {
            let bytes = |token: &oracle::Token| token.bytes.clone().flatten().unwrap_or_default();
            seen.token(token.logprob.unwrap_or(f64::NAN), &bytes(token));
            for top in token.top.iter().flatten() {
                seen.alternative(top.logprob.unwrap_or(f64::NAN), &bytes(top));
            }
        }
    }
    seen
}

#[tokio::test]
async fn streams_are_read_whole_however_they_are_cut() {
    for top in [None, Some(5)] {
        let stream = generate::events(TOKENS, top).concat();
        let expected = expected(&oracle::stream(&stream).unwrap());
        assert_eq!(expected.tokens, if top.is_some() { TOKENS } else { 0 });
        for n in [1, 100, 8192] {
            let server = Server::start().await.unwrap();
            server.reply(Reply::sse(stream.clone()).split_every(n).times(2));
            let seen = floor::stream(server.url()).await.unwrap();
            assert_eq!(seen.to_string(), expected.to_string());
            let seen = floor::collect(server.url()).await.unwrap();
            assert_eq!(seen.to_string(), expected.to_string());
        }
    }
}

#[tokio::test]
async fn bodies_are_read_whole_on_one_connection() {
    let body = generate::body(TOKENS, Some(5));
    let expected = expected(&oracle::body(body.as_bytes()).unwrap());
    assert_eq!(expected.alternatives, TOKENS * 5);
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, body).times(2));
    let once = floor::invoke(server.url(), 1).await.unwrap();
    assert_eq!(once.to_string(), expected.to_string());
    server.reply(Reply::json(200, generate::body(1, None)).times(5));
    floor::invoke(server.url(), 5).await.unwrap();
    assert_eq!(server.connections(), 2);
}
