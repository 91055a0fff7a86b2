//! What is sent is what the layers of options say: constructor < earlier `bind` < later `bind` < call.

use proptest::arbitrary::any;
use proptest::collection::vec;
use proptest::strategy::Strategy;
use proptest::{prop_assert_eq, proptest};
use serde_json::{Map, Value, json};
use surprisal::openai::OpenAiOptions;
use surprisal::{
    Bind, CallOptions, ChatModel, Messages, Options, ResponseFormat, RunnableExt, ToolChoice,
    ToolDefinition,
};

use crate::memory::{Memory, block_on};

/// Each option that goes on the wire, alone, with a value that tells who set it.
fn each(who: u32) -> Vec<CallOptions> {
    let small = f64::from(who) / 8.0;
    let key = format!("k{}", who % 2);
    let provider = Map::from_iter([
        (
            "verbosity".to_owned(),
            json!(["low", "medium", "high"][who as usize % 3]),
        ),
        (format!("p{who}"), json!(who)),
    ]);
    vec![
        // These two go together, or are not sent at all.
        CallOptions::new().logprobs(true).top_logprobs(who),
        CallOptions::new().temperature(small),
        CallOptions::new().top_p(small),
        CallOptions::new().max_tokens(who + 1),
        CallOptions::new().stop([who.to_string()]),
        CallOptions::new().seed(who.into()),
        CallOptions::new().frequency_penalty(small),
        CallOptions::new().presence_penalty(small),
        CallOptions::new().logit_bias(who % 2, small),
        CallOptions::new().n(who + 1),
        // So that a choice of a tool that is layered over others finds it.
        CallOptions::new()
            .tools([ToolDefinition::new(who.to_string(), Value::Null)])
            .tool_choice(ToolChoice::Tool(who.to_string())),
        CallOptions::new().parallel_tool_calls(who.is_multiple_of(2)),
        CallOptions::new().response_format(ResponseFormat::json_schema(who.to_string(), json!({}))),
        CallOptions::new().reasoning_effort(["low", "high"][who as usize % 2]),
        CallOptions::new().metadata(key.clone(), who.to_string()),
        CallOptions::new().extra(key.clone(), who),
        CallOptions::new().header(format!("x-{key}"), who.to_string()),
        CallOptions::new().provider("openai", provider),
    ]
}

fn options() -> impl Strategy<Value = CallOptions> {
    let count = each(0).len();
    (0..8_u32, vec(any::<bool>(), count)).prop_map(|(who, chosen)| {
        let chosen = each(who).into_iter().zip(chosen);
        chosen
            .filter(|(_, chosen)| *chosen)
            .fold(CallOptions::new(), |all, (one, _)| one.or(&all))
    })
}

/// The request that a call makes: its JSON, and the headers that options add.
fn sent(memory: &Memory, model: &dyn ChatModel, call: CallOptions) -> (Value, Vec<String>) {
    // What comes back does not matter here.
    let _ = block_on(model.invoke_opts(Messages::from("hi"), call));
    let (headers, body) = memory.last_request();
    let own = ["x-k0", "x-k1"].map(|name| {
        format!(
            "{:?}",
            headers.get(name).map(|value| value.as_bytes().to_vec())
        )
    });
    (body, own.to_vec())
}

proptest! {
    #[test]
    fn constructor_earlier_bind_later_bind_and_call_are_layered(
        made in options(), earlier in options(), later in options(), call in options(),
    ) {
        let memory = Memory::default();
        let plain = memory.model().build().unwrap();
        let layered = call.clone().or(&later).or(&earlier).or(&made);
        let expected = sent(&memory, &plain, layered);

        let model = memory.model().options(made).build().unwrap();
        let bound = model.bind(earlier).bind(later);
        prop_assert_eq!(sent(&memory, &bound, call), expected);
    }
}

#[test]
fn options_of_the_provider_and_of_all_survive_each_other_in_either_order() {
    let memory = Memory::default();
    let all = CallOptions::new().logprobs(true).seed(0);
    let own = OpenAiOptions::new().store(false).service_tier("flex");
    let model = || {
        memory
            .model()
            .options(CallOptions::new().n(2))
            .build()
            .unwrap()
    };

    let one = sent(
        &memory,
        &model().bind(all.clone()).bind(own.clone()),
        CallOptions::new(),
    );
    let other = sent(
        &memory,
        &model().bind(own.clone()).bind(all.clone()),
        CallOptions::new(),
    );
    assert_eq!(one, other);
    for (key, value) in [
        ("logprobs", json!(true)),
        ("seed", json!(0)),
        ("store", json!(false)),
        ("service_tier", json!("flex")),
        ("n", json!(2)),
    ] {
        assert_eq!(one.0[key], value, "{key}");
    }

    // What a later one does not set stays; what it does set wins, key by key.
    let later = OpenAiOptions::new().store(true);
    let bound = model().bind(own).bind(all).bind(later);
    let (body, _) = sent(&memory, &bound, CallOptions::new());
    assert_eq!(
        (&body["store"], &body["service_tier"]),
        (&json!(true), &json!("flex"))
    );
}

#[test]
fn options_of_another_provider_are_not_sent() {
    let memory = Memory::default();
    let fields = Map::from_iter([("thinking".to_owned(), json!(true))]);
    let mut options = CallOptions::new();
    let acme = CallOptions::new().provider("acme", fields);
    Bind::<surprisal::openai::ChatOpenAi>::apply(acme, &mut options);
    let (body, _) = sent(&memory, &memory.model().build().unwrap(), options);
    assert_eq!(body.get("thinking"), None);
    assert_eq!(body.get("acme"), None);
}
