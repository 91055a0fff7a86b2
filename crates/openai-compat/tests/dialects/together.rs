//! Together: legacy arrays, bare numbers in streams, and the prompt. Built from `ChatCompletionChoice`,
//! `LogprobsPart` and `ChatCompletionChunk` of Together's OpenAPI document and from chunks in its users'
//! reports.

use serde_json::{Value, json};
use surprisal_core::{
    BytesOrigin, Channel, FinishReason, HasLogprobs as _, TokenLogprob, TopLogprob,
};
use surprisal_openai_compat::Together;

use crate::support::{
    answer, asked, body, both, delta, events, finish, says, streamed, token, whole,
};

fn arrays() -> Value {
    json!({
        "tokens": ["Hel", "lo", "<|eot_id|>"],
        "token_logprobs": [0.75, -0.25, -99999.0],
        "token_ids": [9906, 385, 128009],
        "top_logprobs": [{"Hel": 0.75, "Hi": -1.5}, {"lo": -0.25, "p": -2}, null],
    })
}

fn expected() -> Vec<TokenLogprob> {
    let chosen = |text: &str, logprob, id| TopLogprob::new(text, logprob).with_id(id);
    vec![
        // The first is at times a probability, which is not what it should be and is kept as it came.
        token(
            chosen("Hel", 0.75, 9906),
            [TopLogprob::new("Hel", 0.75), TopLogprob::new("Hi", -1.5)],
        ),
        token(
            chosen("lo", -0.25, 385),
            [TopLogprob::new("lo", -0.25), TopLogprob::new("p", -2.0)],
        ),
        TokenLogprob::from(chosen("<|eot_id|>", -99999.0, 128_009)),
    ]
}

/// A chunk of Together's: the token in the delta, its log probability as a number.
fn number(text: &str, id: u32, logprob: Value, top: Value) -> Value {
    let said = json!({"role": "assistant", "content": text, "token_id": id});
    body(
        json!([{"index": 0, "text": text, "delta": said, "logprobs": logprob, "top_logprobs": top, "finish_reason": null}]),
    )
}

fn eos() -> Value {
    body(json!([{"index": 0, "delta": {"content": ""}, "logprobs": null, "finish_reason": "eos"}]))
}

#[tokio::test]
async fn its_arrays_and_its_numbers_are_the_same_tokens() {
    let mut whole = answer("Hello<|eot_id|>", arrays());
    whole["choices"][0]["finish_reason"] = "eos".into();
    let chunks = [
        number("Hel", 9906, json!(0.75), json!({"Hel": 0.75, "Hi": -1.5})),
        number("lo", 385, json!(-0.25), json!({"lo": -0.25, "p": -2})),
        number("<|eot_id|>", 128_009, json!(-99999.0), Value::Null),
        eos(),
    ];
    let answer = both::<Together>(whole, &chunks, asked()).await;
    assert_eq!(answer.logprobs().content(), expected());
    let finish = FinishReason::Other("eos".to_owned());
    assert_eq!(answer.finish_reason(), Some(&finish));
    let measures = answer.measures();
    assert_eq!((measures.positive(), measures.floors()), (1, 1));
}

#[tokio::test]
async fn arrays_in_a_stream_are_appended() {
    let part = |at: usize| {
        let arrays = arrays();
        let list = arrays.as_object().unwrap().iter();
        list.map(|(key, list)| (key.clone(), json!([list[at]])))
            .collect::<Value>()
    };
    let chunks = [
        says("Hel", part(0)),
        says("lo", part(1)),
        says("<|eot_id|>", part(2)),
        finish(),
    ];
    let whole = answer("Hello<|eot_id|>", arrays());
    let answer = both::<Together>(whole, &chunks, asked()).await;
    assert_eq!(answer.logprobs().content(), expected());
}

#[tokio::test]
async fn a_number_without_more_is_a_token_without_alternatives() {
    let chunks = [
        says("Hel", json!(-0.5)),
        says("lo", json!(0)),
        delta(json!({"content": "!"}), Value::Null),
        finish(),
    ];
    let answer = streamed::<Together>(events(&chunks), asked())
        .await
        .unwrap();
    assert_eq!(answer.text(), "Hello!");
    let expected = [("Hel", -0.5), ("lo", 0.0)].map(|(text, it)| TokenLogprob::new(text, it));
    assert_eq!(answer.logprobs().content(), expected);
}

#[tokio::test]
async fn a_number_in_a_chunk_of_reasoning_is_of_the_reasoning() {
    let chunks = [
        delta(json!({"content": "", "reasoning": "Hm"}), json!(-0.5)),
        says("Hi", json!(-0.25)),
        finish(),
    ];
    let answer = streamed::<Together>(events(&chunks), asked())
        .await
        .unwrap();
    assert_eq!(
        answer.logprobs().reasoning(),
        [TokenLogprob::new("Hm", -0.5)]
    );
    assert_eq!(
        answer.logprobs().content(),
        [TokenLogprob::new("Hi", -0.25)]
    );
}

#[tokio::test]
async fn a_prompt_that_is_echoed_is_a_channel_of_its_own() {
    let mut whole_ = answer("Hi", json!({"tokens": ["Hi"], "token_logprobs": [-0.5]}));
    whole_["prompt"] = json!([{
        "text": "<s>hi",
        "logprobs": {
            "tokens": ["<s>", "hi"],
            "token_logprobs": [null, -4.5],
            "token_ids": [1, 7],
        },
    }]);
    let answer = whole::<Together>(whole_, asked()).await.unwrap();
    assert_eq!(answer.text(), "Hi");
    assert_eq!(answer.logprobs().content(), [TokenLogprob::new("Hi", -0.5)]);
    let prompt = answer.logprobs().channel(Channel::Prompt).unwrap();
    assert_eq!((prompt[0].token(), prompt[0].id()), (Some("<s>"), Some(1)));
    assert_eq!(prompt[0].logprob(), None);
    assert_eq!((prompt[1].logprob(), prompt[1].id()), (Some(-4.5), Some(7)));
}

#[tokio::test]
async fn openai_s_form_is_read_where_a_newer_model_answers_in_it() {
    let entry = json!({"token": "Hi", "logprob": -0.5, "bytes": [72, 105], "top_logprobs": []});
    let logprobs = json!({"content": [entry], "refusal": null});
    let chunks = [says("Hi", logprobs.clone()), finish()];
    let answer = both::<Together>(answer("Hi", logprobs), &chunks, asked()).await;
    let token = &answer.logprobs().content()[0];
    assert_eq!(token.bytes_origin(), Some(BytesOrigin::Wire));
    assert_eq!(token.top_logprobs(), Some(&[][..]));
}
