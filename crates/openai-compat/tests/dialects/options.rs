//! What becomes of portable options on the way to a service, and which of several wishes wins.

use serde_json::{Map, Value, json};
use surprisal_core::{CallOptions, Runnable as _, RunnableExt as _};
use surprisal_openai_compat::{
    Dialect, Fireworks, Generic, OllamaCompat, OpenRouter, Together, Vllm,
};
use surprisal_testing::server::{Reply, Server};

use crate::request::sent;
use crate::support::{answer, asked, builder};

/// The fields of the request, without the two that every request has.
async fn fields<D: Dialect>(options: CallOptions) -> Value {
    let mut fields = sent::<D>(options).await.json().unwrap();
    let object = fields.as_object_mut().unwrap();
    object.remove("model");
    object.remove("messages");
    fields
}

fn own<D: Dialect>(options: CallOptions, own: Value) -> CallOptions {
    options.provider(D::OPTIONS, own.as_object().cloned().unwrap_or_default())
}

#[tokio::test]
async fn together_is_asked_by_the_number_of_alternatives() {
    let asks = |options| fields::<Together>(options);
    let on = || CallOptions::new().logprobs(true);
    assert_eq!(asks(on()).await, json!({"logprobs": 1}));
    assert_eq!(asks(on().top_logprobs(0)).await, json!({"logprobs": 1}));
    assert_eq!(asks(on().top_logprobs(5)).await, json!({"logprobs": 5}));
    let off = CallOptions::new().logprobs(false);
    assert_eq!(asks(off).await, json!({"logprobs": false}));
    assert_eq!(asks(CallOptions::new()).await, json!({}));
    // A number of one's own is left as it is.
    let own = CallOptions::new().extra("logprobs", 3);
    assert_eq!(asks(own).await, json!({"logprobs": 3}));
}

#[tokio::test]
async fn open_router_is_told_to_pass_over_no_option_only_where_log_probabilities_are_asked_for() {
    let asks = |options| fields::<OpenRouter>(options);
    assert_eq!(asks(CallOptions::new().seed(7)).await, json!({"seed": 7}));
    let off = CallOptions::new().logprobs(false);
    assert_eq!(asks(off).await, json!({"logprobs": false}));
    let expected = json!({
        "logprobs": true,
        "top_logprobs": 2,
        "provider": {"require_parameters": true},
    });
    assert_eq!(asks(asked()).await, expected);
}

#[tokio::test]
async fn wishes_for_open_routers_routing_go_beside_its_own() {
    let order = json!({"provider": {"order": ["OpenAI"]}, "models": ["a"]});
    let asks = fields::<OpenRouter>(own::<OpenRouter>(asked(), order)).await;
    let routing = json!({"require_parameters": true, "order": ["OpenAI"]});
    assert_eq!(asks["provider"], routing);
    assert_eq!(asks["models"], json!(["a"]));

    let otherwise = json!({"provider": {"require_parameters": false}});
    let asks = fields::<OpenRouter>(own::<OpenRouter>(asked(), otherwise)).await;
    assert_eq!(asks["provider"], json!({"require_parameters": false}));

    // What is extra takes the place of all.
    let extra = asked().extra("provider", json!({"only": ["Azure"]}));
    assert_eq!(
        fields::<OpenRouter>(extra).await["provider"],
        json!({"only": ["Azure"]})
    );
}

#[tokio::test]
async fn open_router_has_its_own_object_for_the_reasoning() {
    let effort = CallOptions::new().reasoning_effort("high");
    let asks = fields::<OpenRouter>(effort.clone()).await;
    assert_eq!(asks, json!({"reasoning": {"effort": "high"}}));
    let more = own::<OpenRouter>(effort, json!({"reasoning": {"exclude": true}}));
    let expected = json!({"reasoning": {"effort": "high", "exclude": true}});
    assert_eq!(fields::<OpenRouter>(more).await, expected);
}

/// Asserts that of several that set one field, those of the service win over the portable ones, and what is
/// extra over all; and that options of another service are passed over.
async fn assert_precedence<D: Dialect>() {
    let portable = CallOptions::new().temperature(0.25).provider(
        "another",
        Map::from_iter([("temperature".to_owned(), 2.into())]),
    );
    let asks = fields::<D>(portable.clone()).await;
    assert_eq!(asks, json!({"temperature": 0.25}), "{}", D::PROVIDER);
    let own = own::<D>(portable, json!({"temperature": 0.5, "top_k": 40}));
    let asks = fields::<D>(own.clone()).await;
    assert_eq!(asks, json!({"temperature": 0.5, "top_k": 40}));
    let asks = fields::<D>(own.extra("temperature", 0.75)).await;
    assert_eq!(asks, json!({"temperature": 0.75, "top_k": 40}));
}

#[tokio::test]
async fn options_under_a_dialects_name_win_over_portable_ones_and_extra_ones_over_all() {
    assert_eq!(Vllm::OPTIONS, "vllm");
    assert_precedence::<Vllm>().await;
    assert_precedence::<Together>().await;
    assert_precedence::<Fireworks>().await;
    assert_precedence::<OpenRouter>().await;
    assert_precedence::<OllamaCompat>().await;
    assert_precedence::<Generic>().await;
}

#[tokio::test]
async fn options_that_do_not_meet_are_bound_in_any_order() {
    let parts = [
        asked(),
        CallOptions::new().seed(7).reasoning_effort("low"),
        own::<OpenRouter>(CallOptions::new(), json!({"provider": {"order": ["A"]}})),
        CallOptions::new().extra("transforms", json!([])),
    ];
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, answer("Hi", Value::Null).to_string()).forever());
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]];
    for order in orders {
        let model = builder::<OpenRouter>(server.url()).build().unwrap();
        let [a, b, c, d] = order.map(|at: usize| parts[at].clone());
        let bound = model.bind(a).bind(b).bind(c);
        let _ = bound.invoke_opts("hi".into(), d).await;
    }
    let requests = server.requests();
    assert_eq!(requests.len(), orders.len());
    for request in &requests {
        assert_eq!(request.body(), requests[0].body());
    }
}
