//! Log probabilities come through whatever else is asked for: tools, structured output, several choices, in
//! whichever order these are bound, by either interface, whole and streamed. The answers are built from OpenAI's
//! schema.

use serde_json::{Value, json};
use surprisal::openai::{Api, ChatOpenAi, OpenAiOptions};
use surprisal::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, HasLogprobs, ResponseFormat, RunnableExt,
    TokenLogprob, ToolDefinition,
};
use surprisal_testing::server::{Reply, Server};

/// Binds a step to a model.
type Step = fn(Bound) -> Bound;
type Bound = surprisal::Bound<ChatOpenAi>;

fn steps() -> [Step; 4] {
    [
        |model| model.bind(CallOptions::new().logprobs(true).top_logprobs(1)),
        |model| model.bind(CallOptions::new().tools([ToolDefinition::new("f", json!({}))])),
        |model| {
            let format = ResponseFormat::json_schema("s", json!({"type": "object"}));
            model.bind(CallOptions::new().response_format(format))
        },
        |model| model.bind(OpenAiOptions::new().store(false)),
    ]
}

/// Every order of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(count - 1);
    let with_last = shorter.into_iter().flat_map(|order| {
        (0..count).map(move |at| {
            let mut order = order.clone();
            order.insert(at, count - 1);
            order
        })
    });
    with_last.collect()
}

fn entry(text: &str, logprob: f64) -> Value {
    json!({"token": text, "logprob": logprob, "bytes": text.as_bytes(), "top_logprobs": [
        {"token": text, "logprob": logprob, "bytes": text.as_bytes()},
    ]})
}

/// The tokens of a choice: each has its own numbers.
fn tokens(choice: u32) -> [(&'static str, f64); 3] {
    let less = f64::from(choice);
    [
        ("{\"a\"", -0.5 - less),
        (":", -0.25 - less),
        ("1}", -1.0 - less),
    ]
}

fn call(index: u32) -> Value {
    json!({"index": index, "id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}})
}

/// An answer of Chat Completions with so many choices, each of which says something and calls a tool.
fn body(choices: u32) -> Value {
    let choice = |index: u32| {
        let tokens = tokens(index);
        let text: String = tokens.iter().map(|(text, _)| *text).collect();
        let entries: Vec<Value> = tokens.iter().map(|(text, p)| entry(text, *p)).collect();
        json!({"index": index, "finish_reason": "tool_calls", "logprobs": {"content": entries, "refusal": null},
            "message": {"role": "assistant", "content": text, "tool_calls": [call(0)]}})
    };
    json!({"id": "c", "model": "m", "choices": (0..choices).map(choice).collect::<Vec<_>>()})
}

/// The same as a stream, in which the choices take turns.
fn events(choices: u32) -> String {
    let mut events = Vec::new();
    let mut push = |index: u32, delta: Value, logprobs: Value, finish: Value| {
        let choice =
            json!({"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": finish});
        let event = json!({"id": "c", "model": "m", "choices": [choice]});
        events.push(format!("data: {event}\n\n"));
    };
    for at in 0..3 {
        for index in 0..choices {
            let (text, logprob) = tokens(index)[at];
            let logprobs = json!({"content": [entry(text, logprob)], "refusal": null});
            push(index, json!({"content": text}), logprobs, Value::Null);
        }
    }
    for index in 0..choices {
        // OpenAI gives none for calls.
        push(
            index,
            json!({"tool_calls": [call(0)]}),
            Value::Null,
            Value::Null,
        );
        push(index, json!({}), Value::Null, "tool_calls".into());
    }
    events.concat() + "data: [DONE]\n\n"
}

fn assert_complete(message: &AiMessage, choices: u32) {
    assert_eq!(message.choices().count(), choices as usize);
    for choice in message.choices() {
        let expected = tokens(choice.index()).map(|(_, logprob)| Some(logprob));
        let found: Vec<_> = choice.tokens().iter().map(TokenLogprob::logprob).collect();
        assert_eq!(found, expected);
        assert!(
            choice
                .tokens()
                .iter()
                .all(|token| token.top_logprobs().map(<[_]>::len) == Some(1))
        );
        assert_eq!(choice.text(), "{\"a\":1}");
        assert_eq!(choice.tool_calls().len(), 1);
        choice.alignment().unwrap();
    }
}

async fn both(model: &dyn ChatModel) -> [AiMessage; 2] {
    let whole = model.invoke("hi").await.unwrap();
    let stream = model.stream("hi").await.unwrap();
    [whole, AiMessageChunk::collect(stream).await.unwrap()]
}

/// The JSON of the last request for a whole answer, which one for a stream came after.
fn last_whole(server: &Server) -> Value {
    let requests = server.requests();
    let request = &requests[requests.len() - 2];
    request.json().unwrap()
}

#[tokio::test]
async fn chat_completions_keep_them_in_any_order_of_binding() {
    let server = Server::start().await.unwrap();
    let built = ChatOpenAi::builder("m").base_url(server.url());
    let model = built.build().unwrap();
    let mut requests = Vec::new();
    for order in orders(4) {
        for choices in [1, 2] {
            server.reply(Reply::json(200, body(choices).to_string()));
            server.reply(Reply::sse(events(choices)));
            let start = model.clone().bind(CallOptions::new().n(choices));
            let steps = steps();
            let bound = order.iter().fold(start, |bound, step| steps[*step](bound));
            let [whole, streamed] = both(&bound).await;
            assert_complete(&whole, choices);
            assert_eq!(whole, streamed);
            requests.push(last_whole(&server));
        }
    }
    assert_eq!(orders(4).len(), 24);
    for pair in requests.chunks(2) {
        assert_eq!(pair, &requests[..2]);
    }
    for field in ["logprobs", "tools", "response_format", "store"] {
        assert!(requests[0].get(field).is_some(), "{field}");
    }
}

/// The items of an answer of the Responses API.
fn items() -> Value {
    let tokens = tokens(0);
    let text: String = tokens.iter().map(|(text, _)| *text).collect();
    let entries: Vec<Value> = tokens.iter().map(|(text, p)| entry(text, *p)).collect();
    json!([
        {"type": "message", "id": "m1", "role": "assistant", "content": [
            {"type": "output_text", "text": text, "annotations": [], "logprobs": entries}]},
        {"type": "function_call", "id": "f1", "call_id": "c1", "name": "f", "arguments": "{}"},
    ])
}

/// A stream that ends with them, after the deltas of the text.
fn response_events() -> String {
    let deltas = tokens(0).map(|(text, logprob)| {
        json!({"type": "response.output_text.delta", "item_id": "m1", "output_index": 0, "content_index": 0,
            "delta": text, "logprobs": [entry(text, logprob)]})
    });
    let last = json!({"type": "response.completed", "response": {"id": "resp_1", "model": "m",
        "status": "completed", "output": items()}});
    let events = deltas.into_iter().chain([last]);
    events.map(|event| format!("data: {event}\n\n")).collect()
}

#[tokio::test]
async fn the_responses_api_keeps_them_in_any_order_of_binding() {
    let server = Server::start().await.unwrap();
    let built = ChatOpenAi::builder("m")
        .base_url(server.url())
        .options(Api::Responses);
    let model = built.build().unwrap();
    let whole_body =
        json!({"id": "resp_1", "model": "m", "status": "completed", "output": items()});
    let mut requests = Vec::new();
    for order in orders(4) {
        server.reply(Reply::json(200, whole_body.to_string()));
        server.reply(Reply::sse(response_events()));
        let steps = steps();
        let start = model.clone().bind(CallOptions::new());
        let bound = order.iter().fold(start, |bound, step| steps[*step](bound));
        let [whole, streamed] = both(&bound).await;
        assert_complete(&whole, 1);
        assert_eq!(whole, streamed);
        requests.push(last_whole(&server));
    }
    assert!(requests.iter().all(|request| *request == requests[0]));
    assert!(requests[0]["include"].is_array() && requests[0]["text"]["format"].is_object());
}
