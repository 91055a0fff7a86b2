//! That the real server starts, answers with log probabilities, and ends.

use std::io::{Read, Write};
use std::net::TcpStream;

use surprisal_tests::llama::{ALIAS, Llama};
use surprisal_tests::oracle;

#[test]
fn a_real_server_answers_with_logprobs_and_ends_when_dropped() {
    let Some(server) = Llama::start().unwrap() else {
        return;
    };
    let address = server.url().strip_prefix("http://").unwrap().to_owned();
    let body = format!(
        r#"{{"model":"{ALIAS}","messages":[{{"role":"user","content":"how are you today"}}],
            "max_tokens":3,"n":2,"temperature":0,"logprobs":true,"top_logprobs":2}}"#
    );
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();

    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    let answer = oracle::body(body.as_bytes()).unwrap();
    assert_eq!(answer.choices.len(), 2);
    let tokens = &answer.choices[&0].tokens["content"];
    assert_eq!(tokens.len(), 3);
    for token in tokens {
        assert!(
            token.logprob.is_some_and(|logprob| logprob < 0.0),
            "{token:?}"
        );
        assert_eq!(token.top.as_ref().map(Vec::len), Some(2), "{token:?}");
    }

    drop(server);
    assert!(TcpStream::connect(&address).is_err());
}
