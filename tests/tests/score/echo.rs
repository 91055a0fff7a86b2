//! By `echo`, as OpenAI has it.

use std::time::Duration;

use serde_json::{Map, Value, json};
use surprisal::{BytesOrigin, CallOptions, ErrorKind, HasLogprobs, ScoreText};
use surprisal_testing::server::{Reply, Server};

use crate::support::{builder, echo, echoed, numbers, serves, texts};

const SKY: [&str; 5] = ["The", " sky", " is", " blue", "."];

#[tokio::test]
async fn the_text_has_the_log_probabilities_that_it_has_behind_the_prompt() {
    let scored = echo(echoed(&SKY), "The sky", " is blue", 1).await.unwrap();
    assert_eq!(scored.text(), " is blue");
    assert_eq!(texts(&scored), [Some(" is"), Some(" blue")]);
    assert_eq!(numbers(&scored), [Some(-2.0), Some(-3.0)]);
    assert_eq!(scored.sum_logprob(), Some(-5.0));
    assert_eq!(scored.logprobs().basis(), None);
    let top = scored.tokens()[0].top_logprobs().unwrap();
    assert_eq!(top[1].token(), Some("other"));
    assert_eq!(scored.alignment().unwrap().byte_range(1), Some(3..8));
}

#[tokio::test]
async fn what_is_asked_is_the_prompt_with_the_text_behind_it() {
    let server = serves([echoed(&SKY)]).await;
    let model = builder(&server).build().unwrap();
    model.score_text("The sky", " is blue", 3).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(
        (request.method(), request.path()),
        ("POST", "/v1/completions")
    );
    assert_eq!(
        request.json().unwrap(),
        json!({
            "model": "davinci-002", "prompt": "The sky is blue", "max_tokens": 1, "echo": true,
            "logprobs": 3, "temperature": 0,
        })
    );
}

#[tokio::test]
async fn without_alternatives_there_is_no_list_of_them() {
    let server = serves([echoed(&SKY)]).await;
    let model = builder(&server).build().unwrap();
    let scored = model.score_text("The sky", " is blue", 0).await.unwrap();
    // SGLang takes 0 for none at all.
    assert_eq!(server.requests()[0].json().unwrap()["logprobs"], 1);
    assert!(
        scored
            .tokens()
            .iter()
            .all(|token| token.top_logprobs().is_none())
    );
}

#[tokio::test]
async fn more_alternatives_than_there_can_be_cost_no_memory() {
    let scored = echo(echoed(&SKY), "The", " sky is blue", u32::MAX).await;
    assert_eq!(scored.unwrap().tokens().len(), 3);
}

#[tokio::test]
async fn behind_nothing_the_first_token_has_no_log_probability() {
    let scored = echo(echoed(&SKY), "", "The sky is blue", 1).await.unwrap();
    assert_eq!(numbers(&scored), [None, Some(-1.0), Some(-2.0), Some(-3.0)]);
    assert_eq!(scored.measures().missing(), 1);
    scored.alignment().unwrap();
}

#[tokio::test]
async fn a_score_of_two_parts_is_the_sum_of_theirs() {
    let sum = async |prompt, text| {
        let scored = echo(echoed(&SKY), prompt, text, 0).await.unwrap();
        scored.sum_logprob().unwrap()
    };
    let whole = sum("The", " sky is blue").await;
    let first = echo(echoed(&SKY[..4]), "The", " sky is", 0).await.unwrap();
    assert_eq!(
        whole,
        first.sum_logprob().unwrap() + sum("The sky is", " blue").await
    );
}

#[tokio::test]
async fn parts_of_a_character_are_read_by_their_bytes() {
    let tokens = ["Grü", "bytes:\\xc3", "bytes:\\x9f", "e 💙", "!"];
    let scored = echo(echoed(&tokens), "Grü", "ße 💙", 0).await.unwrap();
    assert_eq!(scored.tokens()[0].bytes(), Some(&[0xc3][..]));
    assert_eq!(scored.tokens()[0].bytes_origin(), Some(BytesOrigin::Escape));
    assert_eq!(scored.sum_logprob(), Some(-6.0));
    scored.alignment().unwrap();
}

#[tokio::test]
async fn what_the_model_was_built_with_holds_where_it_makes_sense() {
    let server = serves([echoed(&SKY)]).await;
    let own = Map::from_iter([("user".to_owned(), json!("bob"))]);
    let options = CallOptions::new()
        .temperature(1.5)
        .max_tokens(100)
        .stop(["is"])
        .n(3)
        .extra("seed", 7)
        .header("x-trace", "abc")
        .provider("openai-compatible", own);
    let model = builder(&server).options(options).build().unwrap();
    model.score_text("The", " sky is blue", 0).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(request.header("x-trace"), Some("abc"));
    assert!(request.header("authorization").is_some());
    assert_eq!(
        request.json().unwrap(),
        json!({
            "model": "davinci-002", "prompt": "The sky is blue", "max_tokens": 1, "echo": true, "logprobs": 1,
            "temperature": 0, "user": "bob", "seed": 7,
        })
    );
}

#[tokio::test]
async fn the_time_limit_of_the_model_holds() {
    let server = Server::start().await.unwrap();
    server.reply(
        Reply::json(200, echoed(&SKY).to_string())
            .stall_after(10)
            .forever(),
    );
    let options = CallOptions::new().timeout(Duration::from_millis(200));
    let model = builder(&server).options(options).build().unwrap();
    let error = model
        .score_text("The", " sky is blue", 0)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn togethers_way_to_echo_is_read() {
    let mut answer = echoed(&["."]);
    let mut echoed = echoed(&["<s>", "The", " sky", " is"]);
    let logprobs = echoed["choices"][0]["logprobs"].take();
    answer["prompt"] = json!([{"text": "The sky is", "logprobs": logprobs}]);
    answer["usage"] = json!({"prompt_tokens": 4, "completion_tokens": 1, "total_tokens": 5});
    let scored = echo(answer, "The", " sky is", 1).await.unwrap();
    assert_eq!(numbers(&scored), [Some(-2.0), Some(-3.0)]);
}

#[tokio::test]
async fn a_server_that_does_not_count_has_written_the_one_token_that_was_asked_for() {
    let mut answer = echoed(&SKY);
    answer["usage"] = Value::Null;
    let scored = echo(answer, "The sky", " is blue", 0).await.unwrap();
    assert_eq!(scored.sum_logprob(), Some(-5.0));
}

#[tokio::test]
async fn a_server_that_wrote_nothing_or_does_not_list_it_has_nothing_cut_off() {
    for written in [0, 1] {
        let mut answer = echoed(&SKY);
        answer["usage"] = json!({"prompt_tokens": 5, "completion_tokens": written});
        let scored = echo(answer, "The sky", " is blue.", 0).await.unwrap();
        assert_eq!(scored.sum_logprob(), Some(-9.0), "{written}");
    }
}
