use serde_json::Value;
use surprisal_testing::server::{Reply, Server};

use crate::support::{at, completion, events, run, run_with, streams};

const HELLO: [(&str, f64); 3] = [("Hel", 0.99), ("lo", 0.3), ("!", 0.02)];

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_plain_in_a_pipe_and_says_who_was_asked_beside_it() {
    let server = streams(&HELLO).await;
    let ran = run(at(server.url(), &["ask", "how are", "you"]));
    assert_eq!((ran.out.as_str(), ran.code), ("Hello!\n", Some(0)));
    assert_eq!(ran.err, "surprisal: asks openai:test\n");
    let request = server.requests()[0].json().unwrap();
    assert_eq!(request["messages"][0]["content"], "how are you");
    // Nobody sees colours, so nobody needs log probabilities.
    assert_eq!(request.get("logprobs"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_show_doubt_and_the_legend_tells_them_once() {
    let server = streams(&HELLO).await;
    let ran = run(at(server.url(), &["--color=always", "ask", "hi"]));
    assert!(ran.out.starts_with("Hel\u{1b}["), "{:?}", ran.out);
    let plain = anstream::adapter::strip_str(&ran.out).to_string();
    assert_eq!(plain, "Hello!\n");
    assert_eq!(ran.err.matches("probability:").count(), 1);
    assert_eq!(server.requests()[0].json().unwrap()["logprobs"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_colour_is_used_where_none_is_wanted() {
    let server = streams(&HELLO).await;
    let mut command = at(server.url(), &["ask", "hi"]);
    command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "0");
    assert_eq!(run(command).out, "Hello!\n");
    assert_eq!(
        run(at(server.url(), &["ask", "hi", "--color", "never"])).out,
        "Hello!\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_without_log_probabilities_answers_without_colours() {
    let server = Server::start().await.unwrap();
    let refusal = r#"{"error": {"message": "logprobs are not supported with reasoning models."}}"#;
    server.reply(Reply::json(400, refusal));
    server.reply(Reply::sse(
        events(&HELLO).replace(r#""logprobs":{"#, r#""x":{"#),
    ));
    let ran = run(at(server.url(), &["ask", "hi", "--color", "always"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out.contains("Hel") && ran.out.ends_with('\n'),
        "{:?}",
        ran.out
    );
    assert_eq!(server.requests()[1].json().unwrap().get("logprobs"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn logprobs_print_the_answer_and_then_a_table() {
    let server = streams(&HELLO).await;
    let ran = run(at(server.url(), &["ask", "hi", "--logprobs=2"]));
    assert_eq!(
        ran.out,
        "\
Hello!

token  probability   logprob  alternatives
\"Hel\"      99.00 %    -0.010  \"other\" 0.50 %
\"lo\"       30.00 %    -1.204  \"other\" 35.00 %
\"!\"         2.00 %    -3.912  \"other\" 49.00 %
perplexity 5.522, mean logprob -1.709, 3 tokens
"
    );
    let request = server.requests()[0].json().unwrap();
    assert_eq!(
        (&request["logprobs"], &request["top_logprobs"]),
        (&true.into(), &2.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_shows_the_first_tokens_of_the_table() {
    let server = streams(&HELLO).await;
    let ran = run(at(
        server.url(),
        &["ask", "hi", "--logprobs", "--head", "1"],
    ));
    assert!(ran.out.contains("\"Hel\""), "{}", ran.out);
    assert!(
        ran.out.contains("\n… and 2 more\nperplexity 5.522"),
        "{}",
        ran.out
    );
    assert_eq!(server.requests()[0].json().unwrap()["top_logprobs"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_the_whole_message_on_one_line() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, completion(&HELLO)));
    let ran = run(at(server.url(), &["ask", "hi", "--logprobs", "--json"]));
    assert_eq!(ran.out.lines().count(), 1);
    let message: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(message["content"], "Hello!");
    let tokens = &message["response_metadata"]["logprobs"]["content"];
    assert_eq!(
        (&tokens[0]["token"], tokens.as_array().unwrap().len()),
        (&"Hel".into(), 3)
    );
    assert_eq!(tokens[0]["bytes"], serde_json::json!([72, 101, 108]));
    assert_eq!(tokens[0]["top_logprobs"][1]["token"], "other");
}

#[tokio::test(flavor = "multi_thread")]
async fn jsonl_is_one_piece_a_line() {
    let server = streams(&HELLO).await;
    let ran = run(at(server.url(), &["ask", "hi", "--logprobs", "--jsonl"]));
    let lines: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let text: String = lines
        .iter()
        .map(|line| line["content"].as_str().unwrap())
        .collect();
    assert_eq!(text, "Hello!");
    let tokens = |line: &Value| line["response_metadata"]["logprobs"]["content"].clone();
    assert_eq!(tokens(&lines[1])[0]["token"], "lo");
    let reasons = lines
        .iter()
        .filter(|line| line["response_metadata"]["finish_reason"] == "stop");
    assert_eq!(reasons.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn options_reach_the_model() {
    let server = streams(&HELLO).await;
    let ran = run(at(
        server.url(),
        &[
            "ask",
            "hi",
            "--temperature",
            "0.5",
            "--top-p",
            "0.9",
            "--max-tokens",
            "7",
            "--seed",
            "-3",
            "--stop",
            "a",
            "--stop",
            "b",
            "--system",
            "Be brief.",
        ],
    ));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let request = server.requests()[0].json().unwrap();
    assert_eq!(
        (&request["temperature"], &request["top_p"]),
        (&0.5.into(), &0.9.into())
    );
    assert_eq!(
        (&request["seed"], &request["stop"]),
        (&(-3).into(), &serde_json::json!(["a", "b"]))
    );
    let limits = [&request["max_tokens"], &request["max_completion_tokens"]];
    assert!(limits.contains(&&7.into()), "{request}");
    assert_eq!(request["messages"][0]["role"], "system");
    assert_eq!(request["messages"][1]["content"], "hi");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_answers_are_told_apart() {
    let server = Server::start().await.unwrap();
    let two = r#"{"choices": [
        {"index": 0, "message": {"role": "assistant", "content": "red"}, "finish_reason": "stop"},
        {"index": 1, "message": {"role": "assistant", "content": "blue"}, "finish_reason": "length"}]}"#;
    server.reply(Reply::json(200, two));
    let ran = run(at(server.url(), &["ask", "hi", "-n", "2"]));
    assert_eq!(ran.out, "[0] red\n[1] blue\n");
    assert!(
        ran.err.contains("cut off at its limit of tokens"),
        "{}",
        ran.err
    );
    assert_eq!(server.requests()[0].json().unwrap()["n"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prompt_may_come_from_a_pipe() {
    let server = streams(&HELLO).await;
    for args in [&["ask"][..], &["ask", "-"]] {
        assert_eq!(
            run_with(at(server.url(), args), "two\nlines\n").out,
            "Hello!\n"
        );
    }
    for request in server.requests() {
        assert_eq!(
            request.json().unwrap()["messages"][0]["content"],
            "two\nlines"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_models_escape_sequences_pass_through_a_pipe_as_they_are() {
    let server = streams(&[("\u{1b}[31mred", 0.5)]).await;
    assert_eq!(run(at(server.url(), &["ask", "hi"])).out, "\u{1b}[31mred\n");
    let painted = run(at(server.url(), &["ask", "hi", "--color=always"])).out;
    assert!(painted.contains("\\u{1b}[31mred"), "{painted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_ends_it_quietly() {
    let words: Vec<(&str, f64)> = vec![("word and another\n", 0.5); 5_000];
    let server = streams(&words).await;
    let mut command = at(server.url(), &["ask", "hi"]);
    let command = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "surprisal: asks openai:test\n"
    );
}
