//! By `prompt_logprobs`, as vLLM has it.

use serde_json::{Value, json};
use surprisal::openai_compat::Scoring;
use surprisal::{ErrorKind, HasLogprobs, ScoreText};
use surprisal_testing::server::{Reply, Server};

use crate::support::{builder, numbers, prompt_logprobs, serves, texts, vllm};

const SKY: [&str; 4] = ["The", " sky", " is", " blue"];

#[tokio::test]
async fn the_text_has_ids_ranks_and_alternatives() {
    let scored = vllm(prompt_logprobs(&SKY), "The sky", " is blue", 1)
        .await
        .unwrap();
    assert_eq!(numbers(&scored), [Some(-2.0), Some(-3.0)]);
    let first = &scored.tokens()[0];
    assert_eq!((first.id(), first.rank()), (Some(102), Some(2)));
    assert_eq!(first.top_logprobs().unwrap()[0].token(), Some(" other"));
    scored.alignment().unwrap();
}

#[tokio::test]
async fn what_is_asked_is_vllms() {
    let server = serves([prompt_logprobs(&SKY)]).await;
    let model = builder(&server).protocol(|chat| chat.scoring = Scoring::PromptLogprobs);
    let model = model.build().unwrap();
    model.score_text("The sky", " is blue", 2).await.unwrap();
    assert_eq!(
        server.requests()[0].json().unwrap(),
        json!({
            "model": "davinci-002", "prompt": "The sky is blue", "max_tokens": 1, "prompt_logprobs": 2,
            "return_token_ids": true,
        })
    );
}

#[tokio::test]
async fn without_alternatives_there_is_no_list_of_them() {
    let scored = vllm(prompt_logprobs(&SKY), "The sky", " is blue", 0)
        .await
        .unwrap();
    assert!(
        scored
            .tokens()
            .iter()
            .all(|token| token.top_logprobs().is_none())
    );
}

#[tokio::test]
async fn a_server_that_refuses_to_give_ids_is_asked_without() {
    let server = Server::start().await.unwrap();
    let refusal = r#"{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'return_token_ids')}]","type":"BadRequestError","param":null,"code":400}"#;
    server.reply(Reply::json(400, refusal));
    let mut answer = prompt_logprobs(&SKY);
    answer["choices"][0]["prompt_token_ids"] = Value::Null;
    server.reply(Reply::json(200, answer.to_string()));
    let model = builder(&server).protocol(|chat| chat.scoring = Scoring::PromptLogprobs);
    let scored = model
        .build()
        .unwrap()
        .score_text("The sky", " is blue", 2)
        .await;
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].json().unwrap().get("return_token_ids"), None);
    // Then the first of the candidates is the prompt's own.
    assert_eq!(numbers(&scored.unwrap()), [Some(-2.0), Some(-3.0)]);
}

#[tokio::test]
async fn behind_nothing_the_first_token_is_what_the_others_leave() {
    let scored = vllm(prompt_logprobs(&SKY), "", "The sky is blue", 1)
        .await
        .unwrap();
    assert_eq!(texts(&scored)[0], Some("The"));
    assert_eq!(scored.tokens()[0].id(), Some(100));
    assert_eq!(numbers(&scored), [None, Some(-1.0), Some(-2.0), Some(-3.0)]);
    scored.alignment().unwrap();
}

#[tokio::test]
async fn the_mark_in_front_of_a_text_is_none_of_its_tokens() {
    let tokens = ["<s>", "The", " sky"];
    let scored = vllm(prompt_logprobs(&tokens), "", "The sky", 0)
        .await
        .unwrap();
    assert_eq!(numbers(&scored), [Some(-1.0), Some(-2.0)]);
    let scored = vllm(prompt_logprobs(&tokens), "The", " sky", 0)
        .await
        .unwrap();
    assert_eq!(numbers(&scored), [Some(-2.0)]);
    // Also where parts of a character come later.
    let tokens = ["<s>", "The", "\u{fffd}", "\u{fffd}", " sky"];
    let scored = vllm(prompt_logprobs(&tokens), "", "Theé sky", 0)
        .await
        .unwrap();
    assert_eq!(scored.sum_logprob(), Some(-10.0));
    assert_eq!(scored.tokens().len(), 4);
}

#[tokio::test]
async fn the_space_that_a_tokenizer_puts_in_front_of_a_text_is_no_part_of_it() {
    // As vLLM tells of models such as Llama 2 and Mistral.
    let tokens = ["<s>", " The", " sky"];
    let scored = vllm(prompt_logprobs(&tokens), "The", " sky", 0).await;
    assert_eq!(numbers(&scored.unwrap()), [Some(-2.0)]);
    let scored = vllm(prompt_logprobs(&tokens), "", "The sky", 1).await;
    let scored = scored.unwrap();
    assert_eq!(numbers(&scored), [Some(-1.0), Some(-2.0)]);
    assert_eq!(texts(&scored), [Some("The"), Some(" sky")]);
    assert_eq!(scored.tokens()[0].id(), Some(101));
    scored.alignment().unwrap();
    let lone = ["<s>", " ", "日本"];
    let scored = vllm(prompt_logprobs(&lone), "", "日本", 0).await.unwrap();
    assert_eq!(numbers(&scored), [Some(-1.0), Some(-2.0)]);
    scored.alignment().unwrap();
    let lost = ["<s>", " The", "\u{fffd}", "\u{fffd}", " sky"];
    let scored = vllm(prompt_logprobs(&lost), "The", "é sky", 0).await;
    assert_eq!(scored.unwrap().sum_logprob(), Some(-9.0));
    let error = vllm(prompt_logprobs(&tokens), "Th", "e sky", 0).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    // Elsewhere a space is one.
    let error = vllm(prompt_logprobs(&["<s>", "The", "  sky"]), "The", " sky", 0).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::BadResponse);
}

#[tokio::test]
async fn parts_of_a_character_within_the_text_or_within_the_prompt_are_no_obstacle() {
    let lost = ["The", " a", "\u{fffd}", "\u{fffd}", " b", " c"];
    let scored = vllm(prompt_logprobs(&lost), "The a", "é b c", 0)
        .await
        .unwrap();
    assert_eq!(scored.sum_logprob(), Some(-14.0));
    let scored = vllm(prompt_logprobs(&lost), "The", " aé b c", 0)
        .await
        .unwrap();
    assert_eq!(scored.sum_logprob(), Some(-15.0));
    let scored = vllm(prompt_logprobs(&lost), "The aé b", " c", 0)
        .await
        .unwrap();
    assert_eq!(scored.sum_logprob(), Some(-5.0));
}

#[tokio::test]
async fn a_part_without_bytes_belongs_to_the_character_that_follows() {
    let tokens = ["The", " a", "", "", "💙", " b"];
    let scored = vllm(prompt_logprobs(&tokens), "The a", "💙 b", 0)
        .await
        .unwrap();
    assert_eq!(scored.sum_logprob(), Some(-14.0));
}

#[tokio::test]
async fn a_text_that_begins_among_parts_of_characters_cannot_be_told_apart() {
    let lost = ["The", "\u{fffd}", "\u{fffd}", "\u{fffd}", "\u{fffd}", "."];
    let error = vllm(prompt_logprobs(&lost), "Theé", "ü.", 0)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(
        error.message().contains("does not tell the bytes"),
        "{error}"
    );
}

#[tokio::test]
async fn an_answer_without_them_is_no_score() {
    let mut answer = prompt_logprobs(&SKY);
    answer["choices"][0]["prompt_logprobs"] = Value::Null;
    let error = vllm(answer, "The sky", " is blue", 0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(
        error
            .message()
            .starts_with("`prompt_logprobs` was asked for, and the answer has none; "),
        "{error}"
    );
}
