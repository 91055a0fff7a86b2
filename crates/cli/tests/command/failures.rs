//! What goes wrong, with the exit code and the words for it.

use surprisal_testing::server::{Reply, Server};

use crate::support::{Ran, at, events, run, run_with, surprisal};

async fn answered(reply: Reply, args: &[&str]) -> Ran {
    let server = Server::start().await.unwrap();
    server.reply(reply.header("x-should-retry", "false").forever());
    run(at(server.url(), args))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_error_has_its_exit_code_and_says_what_it_was() {
    let error = r#"{"error": {"message": "because of the test", "code": null}}"#;
    for (status, code, words) in [
        (400, 2, "invalid input (status 400): because of the test"),
        (401, 3, "authentication failed (status 401)"),
        (403, 3, "permission denied (status 403)"),
        (404, 4, "not found (status 404)"),
        (429, 6, "rate limited (status 429)"),
        (500, 1, "server error (status 500)"),
    ] {
        let ran = answered(Reply::json(status, error), &["ask", "hi"]).await;
        assert_eq!(ran.code, Some(code), "{status}: {}", ran.err);
        assert!(
            ran.err.contains(&format!("surprisal: openai: {words}")),
            "{}",
            ran.err
        );
        assert_eq!(ran.out, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn log_probabilities_that_do_not_come_are_an_error_where_they_were_asked_for() {
    let without = events(&[("hi", 0.5)]).replace(r#""logprobs":{"#, r#""x":{"#);
    let ran = answered(Reply::sse(without), &["ask", "hi", "--logprobs"]).await;
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    assert!(ran.err.contains("openai: logprobs missing"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_off_keeps_what_came_and_fails() {
    let broken = events(&[("half", 0.5)]).replace("data: [DONE]\n\n", "");
    let broken = broken.replace(r#""finish_reason":"stop""#, r#""finish_reason":null"#);
    let ran = answered(Reply::sse(broken), &["ask", "hi"]).await;
    assert_eq!(
        (ran.out.as_str(), ran.code),
        ("half\n", Some(1)),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("truncated answer"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_says_cannot_command_the_terminal() {
    let error = r#"{"error": {"message": "\u001b]0;mine\u0007"}}"#;
    let ran = answered(Reply::json(400, error), &["ask", "hi"]).await;
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    assert!(ran.err.contains("\\u{1b}]0;mine"), "{:?}", ran.err);
}

#[test]
fn no_connection_has_a_code_of_its_own() {
    // A port that was just free: nobody listens on it.
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = run(at(&url, &["ask", "hi"]));
    assert_eq!(ran.code, Some(7), "{}", ran.err);
}

#[test]
fn without_a_key_the_error_names_the_variable() {
    let ran = run(surprisal(&["ask", "hi", "--model", "openai:gpt-4o-mini"]));
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("OPENAI_API_KEY"), "{}", ran.err);
}

#[test]
fn an_unknown_provider_lists_those_that_are_known() {
    let ran = run(surprisal(&["ask", "hi", "--model", "foo:bar"]));
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains(r#"there is no provider "foo""#),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("openai"), "{}", ran.err);
    let ran = run(surprisal(&["ask", "hi", "--model", "gpt-4o-mini"]));
    assert!(
        ran.err.contains("write it as provider:model"),
        "{}",
        ran.err
    );
}

#[test]
fn a_command_line_that_is_wrong_says_how() {
    for (args, words) in [
        (&["ask", "hi", "--logprobs=21"][..], "21 is not in 0..=20"),
        (&["ask", "hi", "--head", "3"], "--logprobs"),
        (&["ask", "hi", "--json", "--jsonl"], "cannot be used with"),
        (&["batch", "in"], "<OUTPUT>"),
        (&["score", "--prompt", "a"], "--continuation"),
        (&["bach"], "similar subcommand exists: 'batch'"),
        (&["man", "aks"], "there is no command"),
    ] {
        let ran = run(surprisal(args));
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(2), ""),
            "{args:?}: {}",
            ran.err
        );
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    }
}

#[test]
fn an_empty_prompt_asks_nothing() {
    let ran = run_with(surprisal(&["ask"]), " \n");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(2), "surprisal: the prompt is empty\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_out_of_range_is_refused_before_a_request() {
    let server = Server::start().await.unwrap();
    let ran = run(at(server.url(), &["ask", "hi", "--temperature", "-1"]));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("temperature"), "{}", ran.err);
    assert!(server.requests().is_empty());
}
