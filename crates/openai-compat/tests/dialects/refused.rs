//! Options that a service refuses, by whichever words. Built from what servers answer: OpenAI,
//! FastAPI with pydantic (SGLang and Mistral among others), xAI and Ollama.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ErrorKind, Policy, Runnable as _};
use surprisal_openai_compat::{Dialect, Generic, OllamaCompat, Xai};
use surprisal_testing::server::Reply;

use crate::support::{answer, refused, served};

pub(crate) fn openai(message: &str, param: Value, code: Value) -> Value {
    json!({"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}})
}

/// FastAPI's list, with one thing wrong.
pub(crate) fn pydantic(kind: &str, place: &[&str], message: &str) -> Value {
    let loc = [&["body"], place].concat();
    json!([{"type": kind, "loc": loc, "msg": message, "input": 1}])
}

fn extra(field: &str) -> Value {
    pydantic(
        "extra_forbidden",
        &[field],
        "Extra inputs are not permitted",
    )
}

pub(crate) fn everything() -> CallOptions {
    CallOptions::new()
        .temperature(0.5)
        .stop(["x"])
        .seed(7)
        .presence_penalty(0.5)
        .tools([surprisal_core::ToolDefinition::new("f", json!({}))])
}

/// Asserts that this body names this option as one that there is not, and that the same is asked without its field
/// where that was chosen.
async fn assert_refused<D: Dialect>(status: u16, body: Value, option: &str, field: &str) {
    let reply = || Reply::json(status, body.to_string());
    let error = refused::<D>(reply(), everything()).await;
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{body}");
    assert_eq!(error.option(), Some(option), "{body}");
    let advice = format!("; leave {option} out, choose a model that has it, ");
    assert!(error.message().contains(&advice), "{error}");

    let whole = Reply::json(200, answer("Hi", Value::Null).to_string());
    let (server, model) = served::<D>([reply(), whole]).await;
    let options = everything().on_unsupported(Policy::Warn);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    let warning = &answer.response_metadata().warnings[0];
    assert_eq!(warning.option, option);
    assert!(!warning.message.contains("leave"), "{}", warning.message);
    let [first, second] = [0, 1].map(|at: usize| server.requests()[at].json().unwrap());
    let mut expected = first;
    assert!(
        expected
            .as_object_mut()
            .unwrap()
            .shift_remove(field)
            .is_some()
    );
    assert_eq!(second, expected);
}

#[tokio::test]
async fn an_option_that_is_refused_is_named_by_its_parameter() {
    let message = "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.";
    let body = openai(message, "temperature".into(), "unsupported_value".into());
    assert_refused::<Generic>(400, body, "temperature", "temperature").await;
    let body = openai("This is not supported.", "seed".into(), Value::Null);
    assert_refused::<Generic>(422, body, "seed", "seed").await;
}

#[tokio::test]
async fn an_option_that_is_refused_is_named_by_the_words_where_there_is_no_parameter() {
    for (message, option) in [
        ("Unrecognized request argument supplied: seed", "seed"),
        ("seed: Extra inputs are not permitted", "seed"),
        (
            "`temperature` is not supported with this model",
            "temperature",
        ),
        (
            "presence_penalty is not supported with this model.",
            "presence_penalty",
        ),
    ] {
        let body = openai(message, Value::Null, Value::Null);
        assert_refused::<Generic>(400, body, option, option).await;
    }
    let body = openai(
        "library/m:latest does not support tools",
        Value::Null,
        Value::Null,
    );
    assert_refused::<OllamaCompat>(400, body, "tools", "tools").await;
}

#[tokio::test]
async fn an_option_in_a_list_of_what_is_wrong_is_named_by_its_place() {
    let body = json!({"detail": extra("seed")});
    assert_refused::<Generic>(422, body.clone(), "seed", "seed").await;
    let error = refused::<Generic>(Reply::json(422, body.to_string()), everything()).await;
    assert!(
        error
            .message()
            .starts_with("seed: Extra inputs are not permitted; ")
    );
    assert_eq!(error.code(), Some("extra_forbidden"));

    let mistral = json!({"object": "error", "message": {"detail": extra("random_seed")}, "type": "invalid_request_error", "param": null, "code": null});
    assert_refused::<Generic>(422, mistral, "seed", "seed").await;
    let mistral = json!({"object": "Error", "detail": extra("tools"), "message": extra("tools"), "type": "invalid_request_error", "code": 3001});
    assert_refused::<Generic>(422, mistral, "tools", "tools").await;
}

#[tokio::test]
async fn xais_names_of_options_are_those_of_its_other_interface() {
    let body =
        |error: &str| json!({"code": "Client specified an invalid argument", "error": error});
    for (message, option) in [
        (
            "Argument not supported on this model: presencePenalty",
            "presence_penalty",
        ),
        ("Argument not supported on this model: stop", "stop"),
        (
            "Model m does not support parameter presencePenalty.",
            "presence_penalty",
        ),
    ] {
        assert_refused::<Xai>(400, body(message), option, option).await;
    }
    let reply = Reply::json(400, body("Argument not supported").to_string());
    let error = refused::<Xai>(reply, everything()).await;
    assert_eq!(error.code(), Some("Client specified an invalid argument"));
}

#[tokio::test]
async fn two_options_that_are_refused_at_once_are_left_out_in_turn() {
    let mut both = extra("seed");
    both.as_array_mut()
        .unwrap()
        .extend(extra("stop").as_array().unwrap().clone());
    let (server, model) = served::<Generic>([
        Reply::json(422, json!({"detail": both}).to_string()),
        Reply::json(422, json!({"detail": extra("stop")}).to_string()),
        Reply::json(200, answer("Hi", Value::Null).to_string()),
    ])
    .await;
    let options = everything().on_unsupported(Policy::Warn);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    let warnings = answer.response_metadata().warnings.iter();
    let left_out: Vec<_> = warnings.map(|warning| &*warning.option).collect();
    assert_eq!(left_out, ["seed", "stop"]);
    let last = server.requests()[2].json().unwrap();
    assert_eq!((last.get("seed"), last.get("stop")), (None, None));
    assert_eq!(last["temperature"], 0.5);
}

#[tokio::test]
async fn a_schema_with_what_has_no_place_in_one_is_a_wrong_value_whatever_its_fields_are_called() {
    let context = "In context=('properties', 'temperature'), 'minimum' is not permitted.";
    let function = format!("Invalid schema for function 'get_weather': {context}");
    let format = format!("Invalid schema for response_format 'report': {context}");
    for (message, param) in [
        (function.as_str(), "tools[0].function.parameters"),
        (format.as_str(), "response_format"),
        (
            "invalid JSON schema for response_format: 'report': /properties/n: `minimum` is not supported",
            "",
        ),
    ] {
        let body = openai(message, param.into(), Value::Null);
        let reply = Reply::json(400, body.to_string());
        let options = everything().on_unsupported(Policy::Warn);
        let error = refused::<Generic>(reply, options).await;
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{message}");
        assert_eq!(error.option(), None, "{message}");
        assert_eq!(error.message(), message);
    }
}

#[tokio::test]
async fn a_model_that_is_not_found_may_be_called_as_an_option_is() {
    for name in ["logprobs", "seed"] {
        let message = format!("The model `{name}` does not exist.");
        let body = json!({"object": "error", "message": message, "type": "NotFoundError", "param": null, "code": 404});
        let reply = Reply::json(404, body.to_string());
        let error = refused::<Generic>(reply, everything()).await;
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn all_options_that_a_reasoning_model_refuses_are_left_out_one_after_the_other() {
    let refused = [
        "temperature",
        "top_p",
        "presence_penalty",
        "frequency_penalty",
        "logit_bias",
        "logprobs",
    ];
    let replies = refused.map(|option| {
        let message =
            format!("Unsupported parameter: '{option}' is not supported with this model.");
        let body = openai(&message, option.into(), "unsupported_parameter".into());
        Reply::json(400, body.to_string())
    });
    let whole = Reply::json(200, answer("Hi", Value::Null).to_string());
    let (_server, model) = served::<Generic>(replies.into_iter().chain([whole])).await;
    let options = everything()
        .top_p(0.9)
        .frequency_penalty(0.5)
        .logit_bias(7, 1.0)
        .logprobs(true)
        .on_unsupported(Policy::Warn);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    let warnings = answer.response_metadata().warnings.iter();
    let left_out: Vec<_> = warnings.map(|warning| &*warning.option).collect();
    assert_eq!(left_out, refused);
}

#[tokio::test]
async fn a_prompt_that_is_too_long_is_known_by_each_services_words() {
    for message in [
        "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3000 `inputs` tokens and 20 `max_new_tokens`",
        "Input validation error: `inputs` must have less than 1024 tokens. Given: 3000",
    ] {
        let body = json!({"error": message, "code": "Client specified an invalid argument"});
        let reply = Reply::json(422, body.to_string());
        let error = refused::<Generic>(reply, everything()).await;
        assert_eq!(error.kind(), ErrorKind::ContextTooLong, "{message}");
    }
}
