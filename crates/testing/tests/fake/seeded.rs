//! A seeded model breaks no law, whatever the seed, and obeys its options.

use std::collections::BTreeSet;

use futures::StreamExt as _;
use proptest::option;
use proptest::prelude::*;
use surprisal_core::{
    Basis, CallOptions, ErrorKind, FinishReason, HasLogprobs as _, Messages, ResponseFormat,
    RunnableExt as _, ToolChoice, ToolDefinition, ToolMessage,
};
use surprisal_testing::FakeChatModel;

use crate::laws::{Law, broken};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

fn any_options() -> impl Strategy<Value = CallOptions> {
    let sampling = (
        option::of(0.0..2.0),
        option::of(0.0..1.0),
        option::of(any::<i64>()),
    );
    let form = (
        option::of(1..12u32),
        option::of(1..4u32),
        option::of(0..=20u32),
    );
    let more = (
        any::<bool>(),
        any::<bool>(),
        option::of(prop_oneof!["river", " ", "e", "é"]),
    );
    (sampling, form, more).prop_map(|(sampling, form, (reasons, logprobs, stop))| {
        let mut options = CallOptions::new().logprobs(logprobs);
        (options.temperature, options.top_p, options.seed) = sampling;
        (options.max_tokens, options.n) = (form.0, form.1);
        options.top_logprobs = form.2.filter(|_| logprobs);
        options.stop = stop.map(|stop| vec![stop]);
        match reasons {
            true => options.reasoning_effort("low"),
            false => options,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_law_is_broken(
        seed: u64,
        options in any_options(),
        per_chunk in 0..5usize,
        splits: bool,
    ) {
        let mut model = FakeChatModel::seeded(seed).chunks_of(per_chunk);
        if splits {
            model = model.split_characters();
        }
        prop_assert_eq!(block_on(broken(&model, &options)), BTreeSet::new());
    }

    #[test]
    fn the_same_call_has_the_same_answer_and_what_is_about_its_form_changes_nothing(
        seed: u64,
        options in any_options(),
    ) {
        let model = FakeChatModel::seeded(seed);
        let ask = |options: CallOptions| {
            let model = FakeChatModel::seeded(seed).bind(options);
            block_on(async move { model.invoke("hi").await.unwrap() })
        };
        let first = ask(options.clone());
        prop_assert_eq!(&first, &block_on(model.bind(options.clone()).invoke("hi")).unwrap());
        let plain = CallOptions { logprobs: None, top_logprobs: None, ..options };
        let plain = ask(plain);
        prop_assert_eq!(first.content(), plain.content());
    }
}

async fn say(options: CallOptions) -> surprisal_core::AiMessage {
    let model = FakeChatModel::seeded(1).bind(options);
    model.invoke("hi").await.unwrap()
}

#[tokio::test]
async fn seeds_messages_and_the_seed_of_the_call_make_a_difference() {
    let mut texts = BTreeSet::new();
    for seed in 0..20 {
        for prompt in ["a", "b"] {
            for options in [CallOptions::new(), CallOptions::new().seed(7)] {
                let model = FakeChatModel::seeded(seed).bind(options);
                texts.insert(model.invoke(prompt).await.unwrap().text().into_owned());
            }
        }
    }
    assert!(texts.len() > 70, "{}", texts.len());
}

#[tokio::test]
async fn without_temperature_the_likeliest_word_comes_and_all_choices_are_one() {
    let options = CallOptions::new()
        .logprobs(true)
        .top_logprobs(5)
        .temperature(0.0);
    let answer = say(options.n(3)).await;
    for token in answer.logprobs().content() {
        assert_eq!(token.top_logprobs().unwrap()[0], *token.chosen());
    }
    let texts: BTreeSet<_> = answer.choices().map(|choice| choice.text()).collect();
    assert_eq!(texts.len(), 1);
    assert_eq!(answer.logprobs().basis(), Some(Basis::Raw));
}

#[tokio::test]
async fn the_numbers_are_as_peaked_as_real_ones_and_the_draws_follow_them() {
    let (mut drawn, mut expected, mut count) = (0.0, 0.0, 0.0);
    let (mut sum, options) = (
        0.0,
        CallOptions::new()
            .logprobs(true)
            .top_logprobs(1)
            .max_tokens(1),
    );
    for seed in 0..500 {
        let model = FakeChatModel::seeded(seed).bind(options.clone());
        let answer = model.invoke("hi").await.unwrap();
        let token = &answer.tokens()[0];
        let best = &token.top_logprobs().unwrap()[0];
        expected += best.probability().unwrap();
        drawn += f64::from(u8::from(best == token.chosen()));
        sum += token.probability().unwrap();
        count += 1.0;
    }
    assert!(
        (0.4..0.9).contains(&(expected / count)),
        "{}",
        expected / count
    );
    assert!(
        (drawn / count - expected / count).abs() < 0.06,
        "{drawn} {expected}"
    );
    assert!(sum / count < 0.8);
}

#[tokio::test]
async fn biases_and_penalties_are_obeyed() {
    let options = CallOptions::new().logprobs(true).temperature(0.0);
    let first = |answer: &surprisal_core::AiMessage| answer.tokens()[0].id().unwrap();
    let best = first(&say(options.clone()).await);
    let other = say(options.clone().logit_bias(best, -100.0)).await;
    assert_ne!(first(&other), best);
    assert_eq!(first(&say(options.logit_bias(9, 100.0)).await), 9);
}

#[tokio::test]
async fn it_stops_at_the_limit_and_says_so() {
    let answer = say(CallOptions::new().max_tokens(2)).await;
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Length));
    assert_eq!(answer.usage().output_tokens, Some(2));
}

#[tokio::test]
async fn reasoning_has_a_channel_of_its_own() {
    let answer = say(CallOptions::new().logprobs(true).reasoning_effort("low")).await;
    assert!(!answer.reasoning().is_empty() && !answer.text().is_empty());
    let (thought, said) = (answer.logprobs().reasoning(), answer.logprobs().content());
    assert_eq!(answer.usage().reasoning_tokens, Some(thought.len() as u64));
    assert_eq!(
        answer.usage().output_tokens,
        Some((thought.len() + said.len()) as u64)
    );
    let none = say(CallOptions::new().reasoning_effort("none")).await;
    assert_eq!(none.reasoning(), "");
}

fn tool() -> ToolDefinition {
    let schema = serde_json::json!({
        "type": "object",
        "properties": { "city": { "type": "string" }, "days": { "type": "integer", "minimum": 3, "maximum": 5 } },
    });
    ToolDefinition::new("weather", schema)
}

#[tokio::test]
async fn a_tool_is_called_in_pieces_until_it_has_answered() {
    let options = CallOptions::new().tools([tool()]).logprobs(true);
    let model = FakeChatModel::seeded(3).bind(options.clone());
    let called = model.invoke("Is it fine?").await.unwrap();
    let call = &called.tool_calls()[0];
    assert_eq!(call.name, "weather");
    assert!((3..=5).contains(&call.arguments["days"].as_i64().unwrap()));
    assert_eq!(called.finish_reason(), Some(&FinishReason::ToolCalls));
    let chunks = model.stream("Is it fine?").await.unwrap();
    let pieces = chunks.filter(|chunk| {
        let has = !chunk.as_ref().unwrap().tool_call_chunks().is_empty();
        std::future::ready(has)
    });
    assert!(pieces.count().await > 3);

    let mut messages = Messages::from("Is it fine?");
    let id = call.id.clone();
    messages.push(called);
    messages.push(ToolMessage::new(id, "yes"));
    let answer = model.invoke(messages).await.unwrap();
    assert!(answer.tool_calls().is_empty() && !answer.text().is_empty());

    let none = options.tool_choice(ToolChoice::None);
    assert!(say(none).await.tool_calls().is_empty());
}

#[tokio::test]
async fn json_is_json() {
    let answer = say(CallOptions::new().response_format(ResponseFormat::JsonObject)).await;
    let value: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
    assert!(value.is_object());
    let schema = serde_json::json!({ "type": "string", "pattern": "^a+$" });
    let format = ResponseFormat::json_schema("s", schema);
    let model = FakeChatModel::seeded(1).bind(CallOptions::new().response_format(format));
    let error = model.invoke("hi").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("response_format"))
    );
    assert!(error.message().contains("`pattern`"));
}

#[test]
fn a_law_that_is_broken_is_noticed() {
    let model = FakeChatModel::seeded(1).fault(surprisal_testing::Fault::Miscount);
    let options = CallOptions::new().logprobs(true);
    assert_eq!(block_on(broken(&model, &options)), [Law::Counted].into());
}
