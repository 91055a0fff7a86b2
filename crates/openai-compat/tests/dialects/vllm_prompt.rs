//! vLLM's log probabilities of the prompt. Built from `prompt_logprobs` of `ChatCompletionResponse` and
//! `CompletionResponseChoice` in its server's source, and from `Logprob`, of which they consist.

use serde_json::{Value, json};
use surprisal_core::{
    CallOptions, Channel, ErrorKind, Logprobs, Policy, Score, TokenLogprob, TopLogprob,
};
use surprisal_openai_compat::Vllm;

use crate::support::{answer, asked, whole};

/// Nothing for the first token, and candidates of which the second is the likelier.
fn prompt() -> Value {
    json!([
        null,
        {
            "9906": {"logprob": -4.5, "rank": 3, "decoded_token": "Hello"},
            "42": {"logprob": -0.5, "rank": 1, "decoded_token": "The"},
            "107": {"logprob": -1.5, "rank": 2, "decoded_token": "\u{fffd}"},
        },
        {"7": {"logprob": -9999.0, "rank": 90000, "decoded_token": " world"}},
    ])
}

async fn read(prompt: Value, ids: Option<Value>) -> surprisal_core::Result<Logprobs> {
    let entry = json!({"token": "Hi", "logprob": -0.5, "bytes": [72, 105], "top_logprobs": []});
    let mut body = answer("Hi", json!({"content": [entry]}));
    body["prompt_logprobs"] = prompt;
    if let Some(ids) = ids {
        body["prompt_token_ids"] = ids;
    }
    let options = asked().extra("prompt_logprobs", 2);
    let answer = whole::<Vllm>(body, options).await?;
    assert_eq!(answer.logprobs().content().len(), 1);
    Ok(answer.logprobs().clone())
}

async fn tokens(prompt: Value, ids: Option<Value>) -> Vec<TokenLogprob> {
    let logprobs = read(prompt, ids).await.unwrap();
    logprobs.channel(Channel::Prompt).unwrap().to_vec()
}

#[tokio::test]
async fn the_first_of_the_candidates_is_the_prompts_own_token_whatever_the_order_of_the_ids() {
    let tokens = tokens(prompt(), None).await;
    let [first, hello, world] = tokens.as_slice() else {
        unreachable!("{tokens:?}");
    };
    assert_eq!(first.score(), Score::Missing);
    assert_eq!((first.id(), first.top_logprobs()), (None, None));
    assert_eq!(first.bytes(), None);

    let expected = TopLogprob::new("Hello", -4.5).with_id(9906).with_rank(3);
    assert_eq!(hello.chosen(), &expected);
    let top: Vec<_> = hello
        .top_logprobs()
        .unwrap()
        .iter()
        .map(TopLogprob::id)
        .collect();
    assert_eq!(
        top,
        [Some(42), Some(107), Some(9906)],
        "in the order of their ranks"
    );
    assert_eq!(hello.top_logprobs().unwrap()[1].bytes(), None);

    assert_eq!((world.id(), world.rank()), (Some(7), Some(90000)));
    assert_eq!(world.score(), Score::Floor(-9999.0));
}

#[tokio::test]
async fn where_the_ids_of_the_prompt_are_told_they_count() {
    let tokens = tokens(prompt(), Some(json!([1, 42, 8]))).await;
    assert_eq!(
        (tokens[0].id(), tokens[0].score()),
        (Some(1), Score::Missing)
    );
    assert_eq!(
        (tokens[1].token(), tokens[1].rank()),
        (Some("The"), Some(1))
    );
    // It is not among its candidates: nothing is known but its id.
    assert_eq!(
        (tokens[2].id(), tokens[2].score()),
        (Some(8), Score::Missing)
    );
    assert_eq!(tokens[2].top_logprobs().map(<[_]>::len), Some(1));
}

#[tokio::test]
async fn ids_that_are_not_as_many_as_the_positions_are_a_bad_response() {
    let error = read(prompt(), Some(json!([1, 9906]))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert_eq!(
        error.message(),
        "the prompt has 2 tokens and `prompt_logprobs` are of 3"
    );
    assert!(error.body().is_some());
}

#[tokio::test]
async fn they_are_read_within_a_choice_too() {
    let mut body = answer("Hi", json!({"content": [{"token": "Hi", "logprob": -0.5}]}));
    body["choices"][0]["prompt_logprobs"] = prompt();
    body["choices"][0]["prompt_token_ids"] = json!([1, 9906, 7]);
    let answer = whole::<Vllm>(body, asked()).await.unwrap();
    let read = answer.logprobs().channel(Channel::Prompt).unwrap();
    let ids: Vec<_> = read.iter().map(TokenLogprob::id).collect();
    assert_eq!(ids, [Some(1), Some(9906), Some(7)]);
}

#[tokio::test]
async fn those_of_the_prompt_are_not_those_of_the_answer() {
    let mut body = answer("Hi", Value::Null);
    body["prompt_logprobs"] = prompt();
    let error = whole::<Vllm>(body.clone(), asked()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    let warned = asked().on_logprobs_missing(Policy::Warn);
    for options in [CallOptions::new(), warned] {
        let answer = whole::<Vllm>(body.clone(), options).await.unwrap();
        let read = answer.logprobs().channel(Channel::Prompt);
        assert_eq!(read.map(<[_]>::len), Some(3));
        assert_eq!(answer.logprobs().content(), []);
    }
}

#[tokio::test]
async fn a_candidate_without_a_text_is_its_id() {
    let prompt = json!([{"5": {"logprob": null, "decoded_token": null}}]);
    let tokens = tokens(prompt, None).await;
    let expected = TopLogprob::from_id(5, 0.0).without_logprob();
    assert_eq!(tokens[0].chosen(), &expected);
}
