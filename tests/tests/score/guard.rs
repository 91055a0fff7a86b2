//! What was scored is what was sent, or there is no score.

use serde_json::{Value, json};
use surprisal::{ErrorKind, HasLogprobs};

use crate::support::{assert_keeps_the_key, echo, echoed, numbers, prompt_logprobs, vllm};

/// Asserts that there is an error of this kind that says this, and no score.
async fn assert_none(answer: Value, prompt: &str, text: &str, kind: ErrorKind, words: &str) {
    let body = answer.to_string();
    let error = echo(answer, prompt, text, 1).await.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.message().contains(words), "{error}");
    assert_eq!(error.provider(), Some("openai-compatible"));
    assert_eq!(error.body(), Some(&*body), "what came is not lost");
    assert!(!error.is_retryable());
    assert_keeps_the_key(&error);
}

/// In the shape of llama.cpp's completions, which know no `echo`: the model's own token, as in a chat.
fn own_token(text: &str, prompt_tokens: u32) -> Value {
    let token = json!({"id": 7042, "token": text, "bytes": text.as_bytes(), "logprob": -0.25});
    let mut listed = token.clone();
    listed["top_logprobs"] = json!([token]);
    json!({
        "choices": [{"text": text, "index": 0, "logprobs": {"content": [listed]}, "finish_reason": "length"}],
        "object": "text_completion",
        "usage": {"completion_tokens": 1, "prompt_tokens": prompt_tokens, "total_tokens": prompt_tokens + 1},
    })
}

#[tokio::test]
async fn a_server_that_does_not_echo_is_told_from_one_that_does() {
    let words = "what came are 1 of the 1 tokens that the model wrote: the service does not echo the prompt; a given \
                 text is scored by a model in this process, by vLLM, and by services whose completions echo the \
                 prompt with its log probabilities";
    for answer in [own_token(" Rome", 6), own_token(" Paris", 6)] {
        assert_none(
            answer,
            "The capital of France is",
            " Paris",
            ErrorKind::Unsupported,
            words,
        )
        .await;
    }
    // Not even where it wrote the very text, and counts as many tokens as that has.
    assert_none(
        own_token("Paris", 1),
        "",
        "Paris",
        ErrorKind::Unsupported,
        words,
    )
    .await;
    let mut uncounted = own_token("Paris", 1);
    uncounted["usage"] = Value::Null;
    assert_none(uncounted, "", "Paris", ErrorKind::Unsupported, words).await;
}

#[tokio::test]
async fn numbers_that_may_be_those_of_the_next_tokens_are_no_score() {
    // As llama-cpp-python answers: what it wrote is in the text and not among the tokens.
    let mut answer = echoed(&["The", " sky", " is", " blue"]);
    answer["choices"][0]["text"] = "The sky is blue.".into();
    answer["usage"] = json!({"prompt_tokens": 4, "completion_tokens": 1, "total_tokens": 5});
    let words = "the model wrote \".\" behind the text, which has no log probability in the answer";
    assert_none(answer, "The sky is", " blue", ErrorKind::Unsupported, words).await;
}

#[tokio::test]
async fn a_server_that_writes_on_and_does_not_echo_gives_no_score() {
    let mut answer = echoed(&[" is", " blue", ".", " And"]);
    answer["usage"] = json!({"prompt_tokens": 4, "completion_tokens": 4});
    assert_none(
        answer.clone(),
        "The sky",
        " is blue.",
        ErrorKind::Unsupported,
        "4 of the 4",
    )
    .await;
    answer["usage"] = Value::Null;
    let words = "they begin at byte 7 of 16";
    assert_none(
        answer,
        "The sky",
        " is blue.",
        ErrorKind::BadResponse,
        words,
    )
    .await;
}

#[tokio::test]
async fn no_log_probabilities_are_no_score() {
    for logprobs in [
        Value::Null,
        json!({"content": []}),
        json!({"tokens": [], "token_logprobs": [], "top_logprobs": [], "text_offset": []}),
    ] {
        let mut answer = echoed(&["a", "b", "c"]);
        answer["choices"][0]["logprobs"] = logprobs;
        let words = "no log probabilities came; a given text";
        assert_none(answer, "a", "b", ErrorKind::Unsupported, words).await;
    }
}

#[tokio::test]
async fn a_count_that_is_not_that_of_the_service_is_no_score() {
    for sent in [1, 3, 100] {
        let mut answer = echoed(&["a", " b", "."]);
        answer["usage"]["prompt_tokens"] = sent.into();
        let words = format!("2 tokens were scored, and by its `usage` the service was sent {sent}");
        assert_none(answer, "a", " b", ErrorKind::BadResponse, &words).await;
    }
}

#[tokio::test]
async fn tokens_of_another_text_or_another_prompt_are_no_score() {
    let bad = ErrorKind::BadResponse;
    let tokens = ["The", " sky", " is", " blue", "."];
    for (prompt, text, words) in [
        (
            "The sky",
            " is green",
            r#"token 3 (" blue") is not what is at its place"#,
        ),
        (
            "The sea",
            " is blue",
            r#"token 1 (" sky") is not what is at its place"#,
        ),
        (
            "A sky",
            " is blue",
            r#"token 0 ("The") is not what is at its place"#,
        ),
        (
            "the sky",
            " is blue",
            r#"token 0 ("The") is not what is at its place"#,
        ),
        (
            "",
            " is blue",
            r#"token 0 ("The") is not what is at its place"#,
        ),
        ("Once: The sky", " is blue", "they begin at byte 6 of 21"),
    ] {
        assert_none(echoed(&tokens), prompt, text, bad, words).await;
    }
}

#[tokio::test]
async fn an_edge_within_a_token_names_it_and_says_what_to_do() {
    let tokens = ["The", " sky", " is", " blue", "."];
    let words = "the text begins within the token \" blue\", so it has no log probability of its own: put the space \
                 between words at the beginning of the text, or end the prompt elsewhere";
    let invalid = ErrorKind::InvalidInput;
    assert_none(echoed(&tokens), "The sky is ", "blue", invalid, words).await;
    assert_none(echoed(&tokens), "The sky is bl", "ue", invalid, words).await;
    // Where the token is not told, what the others leave is it.
    let error = vllm(prompt_logprobs(&["The sky", " is"]), "The", " sky is", 0).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), invalid);
    assert!(
        error.message().contains("within the token \"The sky\""),
        "{error}"
    );
}

#[tokio::test]
async fn a_mark_in_front_is_no_part_of_what_was_sent() {
    for mark in ["<s>", "<|begin_of_text|>", "[CLS]", ""] {
        let tokens = [mark, "The", " sky", "."];
        let scored = echo(echoed(&tokens), "The", " sky", 0).await.unwrap();
        assert_eq!(numbers(&scored), [Some(-2.0)], "{mark}");
        let scored = echo(echoed(&tokens), "", "The sky", 0).await.unwrap();
        assert_eq!(numbers(&scored), [Some(-1.0), Some(-2.0)], "{mark}");
    }
    // One of these that was sent is one that was sent.
    let tokens = ["<s>", "<s>", "The", " sky", "."];
    let scored = echo(echoed(&tokens), "<s>The", " sky", 0).await.unwrap();
    assert_eq!(numbers(&scored), [Some(-3.0)]);
    let scored = echo(echoed(&tokens), "", "<s>The sky", 0).await.unwrap();
    assert_eq!(scored.tokens().len(), 3);
}

#[tokio::test]
async fn nothing_else_may_come_in_front() {
    for other in ["Hello", "  ", "\n", "system"] {
        let answer = echoed(&[other, "The", " sky", "."]);
        let words = "token 0";
        assert_none(answer, "The", " sky", ErrorKind::BadResponse, words).await;
    }
}

#[tokio::test]
async fn a_token_without_a_number_within_the_text_is_no_score() {
    let mut answer = echoed(&["The", " sky", " is", "."]);
    answer["choices"][0]["logprobs"]["token_logprobs"][2] = Value::Null;
    let words = r#"token 2 (" is") was echoed without a log probability"#;
    assert_none(
        answer.clone(),
        "The",
        " sky is",
        ErrorKind::BadResponse,
        words,
    )
    .await;
    // Within the prompt nobody asked for it.
    let mut answer = echoed(&["The", " sky", " is", "."]);
    answer["choices"][0]["logprobs"]["token_logprobs"][1] = Value::Null;
    let scored = echo(answer, "The sky", " is", 0).await.unwrap();
    assert_eq!(scored.sum_logprob(), Some(-2.0));
}

#[tokio::test]
async fn numbers_that_are_no_log_probabilities_are_no_score() {
    // As vLLM's where it is started with `--logprobs-mode raw_logits`.
    let mut answer = echoed(&["The", " sky", " is", "."]);
    answer["choices"][0]["logprobs"]["token_logprobs"][2] = json!(14.5);
    let words = r#"token 2 (" is") has the log probability 14.5, and no probability is above 1"#;
    let bad = ErrorKind::BadResponse;
    assert_none(answer.clone(), "The", " sky is", bad, words).await;
    // Rounding is none of these.
    answer["choices"][0]["logprobs"]["token_logprobs"][2] = json!(1e-7);
    let scored = echo(answer, "The sky", " is", 0).await.unwrap();
    assert_eq!(numbers(&scored), [Some(1e-7)]);
}

#[tokio::test]
async fn lists_of_different_lengths_are_no_score() {
    let mut answer = echoed(&["The", " sky", " is", "."]);
    answer["choices"][0]["logprobs"]["token_logprobs"] = json!([null, -1.0, -2.0]);
    let words = "there are 4 `tokens` and 3 `token_logprobs`";
    assert_none(answer, "The", " sky is", ErrorKind::BadResponse, words).await;
}

#[tokio::test]
async fn a_prompt_that_was_cut_at_its_beginning_is_no_score() {
    let long = "The ".repeat(200);
    let tokens = ["The", " sky", " is"];
    let mut answer = echoed(&["The", " sky", " is", "."]);
    answer["usage"] = Value::Null;
    assert_none(
        answer,
        &format!("{long}The"),
        " sky is",
        ErrorKind::BadResponse,
        "they begin at",
    )
    .await;
    // vLLM does not tell the first token, and no token is as long as what it would have to be.
    let error = vllm(
        prompt_logprobs(&tokens),
        &format!("{long}The"),
        " sky is",
        0,
    )
    .await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::BadResponse);
}

#[tokio::test]
async fn tokens_of_which_nothing_is_told_are_no_score() {
    let lost = ["\u{fffd}", "\u{fffd}", "\u{fffd}", "."];
    let words = "the service does not tell the bytes of any token";
    for prompt in ["", "a"] {
        assert_none(echoed(&lost), prompt, "bcd", ErrorKind::BadResponse, words).await;
    }
}
