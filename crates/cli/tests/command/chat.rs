use surprisal_testing::server::{Reply, Server};

use crate::support::{at, events, run_with};

#[tokio::test(flavor = "multi_thread")]
async fn the_model_knows_what_was_said_before() {
    let server = Server::start().await.unwrap();
    for answer in ["one", "two", "three"] {
        server.reply(Reply::sse(events(&[(answer, 0.5)])));
    }
    let ran = run_with(
        at(server.url(), &["chat", "--system", "Be brief."]),
        "first\n\nsecond\n/reset\nthird\n/quit\nfourth\n",
    );
    assert_eq!(
        (ran.out.as_str(), ran.code),
        ("one\ntwo\nthree\n", Some(0)),
        "{}",
        ran.err
    );
    let said = |request: usize| -> Vec<String> {
        let body = server.requests()[request].json().unwrap();
        let messages = body["messages"].as_array().unwrap().iter();
        messages
            .map(|message| message["content"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(said(1), ["Be brief.", "first", "one", "second"]);
    assert_eq!(said(2), ["Be brief.", "third"]);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_answers_log_probabilities_can_be_looked_at() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse(events(&[("yes", 0.25)])));
    let ran = run_with(
        at(server.url(), &["chat"]),
        "/logprobs\nhi\n/logprobs\n/help\n/what\n",
    );
    assert!(ran.out.starts_with("yes\ntoken"), "{}", ran.out);
    assert!(
        ran.out
            .contains("\"yes\"      25.00 %    -1.386  \"other\" 37.50 %"),
        "{}",
        ran.out
    );
    for words in [
        "there is no answer yet",
        "/reset",
        "there is no command /what",
    ] {
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_pipe_an_error_ends_it() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(401, r#"{"error": {"message": "no such key"}}"#));
    let ran = run_with(at(server.url(), &["chat"]), "hi\nhello\n");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""));
    assert_eq!(server.requests().len(), 1);
}
