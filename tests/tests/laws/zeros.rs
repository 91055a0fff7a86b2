//! What is set is sent, also where it is zero or off; what is not set is not sent.

use serde_json::{Value, json};
use surprisal::{
    CallOptions, Messages, Options, ReasoningEffort, ResponseFormat, Runnable, ToolChoice,
    ToolDefinition,
};

use crate::memory::{Memory, block_on};

fn sent(options: CallOptions, stream: bool) -> Value {
    let memory = Memory::default();
    let model = memory.model().build().unwrap();
    let input = Messages::from("hi");
    if stream {
        let _ = block_on(model.stream_opts(input, options)).map(drop);
    } else {
        let _ = block_on(model.invoke_opts(input, options));
    }
    memory.last_request().1
}

#[test]
fn zero_is_sent() {
    let cases = [
        ("logprobs", CallOptions::new().logprobs(false), json!(false)),
        (
            "top_logprobs",
            CallOptions::new().logprobs(true).top_logprobs(0),
            json!(0),
        ),
        (
            "temperature",
            CallOptions::new().temperature(0.0),
            json!(0.0),
        ),
        ("top_p", CallOptions::new().top_p(0.0), json!(0.0)),
        ("seed", CallOptions::new().seed(0), json!(0)),
        (
            "frequency_penalty",
            CallOptions::new().frequency_penalty(0.0),
            json!(0.0),
        ),
        (
            "presence_penalty",
            CallOptions::new().presence_penalty(0.0),
            json!(0.0),
        ),
        (
            "logit_bias",
            CallOptions::new().logit_bias(0, 0.0),
            json!({"0": 0.0}),
        ),
        (
            "tool_choice",
            CallOptions::new().tool_choice(ToolChoice::None),
            json!("none"),
        ),
        (
            "parallel_tool_calls",
            CallOptions::new().parallel_tool_calls(false),
            json!(false),
        ),
        (
            "response_format",
            CallOptions::new().response_format(ResponseFormat::Text),
            json!({"type": "text"}),
        ),
        (
            "reasoning_effort",
            CallOptions::new().reasoning_effort(ReasoningEffort::None),
            json!("none"),
        ),
        (
            "metadata",
            CallOptions::new().metadata("", ""),
            json!({"": ""}),
        ),
    ];
    for (key, options, value) in cases {
        assert_eq!(sent(options, false).get(key), Some(&value), "{key}");
    }
}

#[test]
fn nothing_is_sent_that_was_not_set() {
    let message = json!([{"role": "user", "content": "hi"}]);
    let plain = json!({"model": "gpt-4o-mini", "messages": message});
    assert_eq!(sent(CallOptions::new(), false), plain);
    let streamed = json!({
        "model": "gpt-4o-mini", "messages": message,
        "stream": true, "stream_options": {"include_usage": true},
    });
    assert_eq!(sent(CallOptions::new(), true), streamed);
}

#[test]
fn an_empty_list_takes_back_what_an_earlier_layer_set() {
    let tool = ToolDefinition::new("f", Value::Null);
    let earlier = CallOptions::new().stop(["a"]).tools([tool]);
    let later = CallOptions::new().stop([""; 0]).tools([]);
    let sent = sent(later.or(&earlier), false);
    assert_eq!((sent.get("stop"), sent.get("tools")), (None, None));
}
