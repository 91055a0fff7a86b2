//! Options are layered, and none is lost: constructor < earlier `bind` < later `bind` < call.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::executor::block_on;
use proptest::{prop_assert_eq, proptest};
use surprisal_core::{CallOptions, ChatModel, Messages, Options, Runnable, RunnableExt};

use crate::each::{each, options};
use crate::echo::Echo;

/// What is set, by name; of maps, key by key. Taken apart whole, so that a new option does not compile
/// until it is here.
fn facts(options: &CallOptions) -> BTreeMap<String, String> {
    let CallOptions {
        logprobs,
        top_logprobs,
        temperature,
        top_p,
        max_tokens,
        stop,
        seed,
        frequency_penalty,
        presence_penalty,
        logit_bias,
        n,
        tools,
        tool_choice,
        parallel_tool_calls,
        response_format,
        reasoning_effort,
        timeout,
        idle_timeout,
        metadata,
        extra,
        headers,
        provider,
        on_unsupported,
        on_logprobs_missing,
        raw,
    } = options;
    let mut facts = BTreeMap::new();
    let mut scalar = |name: &str, value: String| {
        if value != "None" {
            facts.insert(name.to_owned(), value);
        }
    };
    scalar("logprobs", format!("{logprobs:?}"));
    scalar("top_logprobs", format!("{top_logprobs:?}"));
    scalar("temperature", format!("{temperature:?}"));
    scalar("top_p", format!("{top_p:?}"));
    scalar("max_tokens", format!("{max_tokens:?}"));
    scalar("stop", format!("{stop:?}"));
    scalar("seed", format!("{seed:?}"));
    scalar("frequency_penalty", format!("{frequency_penalty:?}"));
    scalar("presence_penalty", format!("{presence_penalty:?}"));
    scalar("n", format!("{n:?}"));
    scalar("tools", format!("{tools:?}"));
    scalar("tool_choice", format!("{tool_choice:?}"));
    scalar("parallel_tool_calls", format!("{parallel_tool_calls:?}"));
    scalar("response_format", format!("{response_format:?}"));
    scalar("reasoning_effort", format!("{reasoning_effort:?}"));
    scalar("timeout", format!("{timeout:?}"));
    scalar("idle_timeout", format!("{idle_timeout:?}"));
    scalar("on_unsupported", format!("{on_unsupported:?}"));
    scalar("on_logprobs_missing", format!("{on_logprobs_missing:?}"));
    scalar("raw", format!("{raw:?}"));
    for (key, value) in logit_bias {
        scalar(&format!("logit_bias.{key}"), value.to_string());
    }
    for (key, value) in metadata {
        scalar(&format!("metadata.{key}"), value.clone());
    }
    for (key, value) in extra {
        scalar(&format!("extra.{key}"), value.to_string());
    }
    for (key, value) in headers {
        scalar(&format!("headers.{key}"), value.expose().to_owned());
    }
    for (name, fields) in provider {
        for (key, value) in fields {
            scalar(&format!("provider.{name}.{key}"), value.to_string());
        }
    }
    facts
}

/// What holds where later layers win over earlier ones, fact by fact.
fn layered(layers: &[&CallOptions]) -> BTreeMap<String, String> {
    layers.iter().flat_map(|layer| facts(layer)).collect()
}

fn call(model: &dyn ChatModel, options: CallOptions) {
    let input = Messages::from("hi");
    block_on(model.invoke_opts(input, options)).unwrap();
}

proptest! {
    #[test]
    fn later_layers_win_and_nothing_else_is_lost(a in options(), b in options(), c in options()) {
        let echo = Echo::default();
        let bound = (&echo).bind(a.clone()).bind(b.clone());
        call(&bound, c.clone());
        prop_assert_eq!(facts(&echo.options()), layered(&[&a, &b, &c]));
        prop_assert_eq!(facts(bound.options()), layered(&[&a, &b]));
    }

    #[test]
    fn wrappers_of_wrappers_layer_in_the_same_way(a in options(), b in options(), c in options()) {
        let echo = Arc::new(Echo::default());
        let inner: Arc<dyn ChatModel> = Arc::new(Arc::clone(&echo).bind(a.clone()));
        let outer: Box<dyn ChatModel> = Box::new(inner.bind(b.clone()));
        call(&outer, c.clone());
        prop_assert_eq!(facts(&echo.options()), layered(&[&a, &b, &c]));

        let input = Messages::from("hi");
        drop(block_on(outer.stream_opts(input, c.clone())).unwrap());
        prop_assert_eq!(facts(&echo.options()), layered(&[&a, &b, &c]));
    }

    #[test]
    fn layering_is_associative_with_nothing_as_identity(
        a in options(), b in options(), c in options(),
    ) {
        prop_assert_eq!(a.clone().or(&b).or(&c), a.clone().or(&b.or(&c)));
        prop_assert_eq!(a.clone().or(&CallOptions::default()), a.clone());
        prop_assert_eq!(CallOptions::default().or(&a), a);
    }
}

#[test]
fn two_options_survive_each_others_bind_in_either_order() {
    for (i, a) in each(1).into_iter().enumerate() {
        for (j, b) in each(2).into_iter().enumerate() {
            if i == j {
                continue;
            }
            let one = Echo::default().bind(a.clone()).bind(b.clone());
            let other = Echo::default().bind(b.clone()).bind(a.clone());
            assert_eq!(one.options(), other.options());
            assert_eq!(facts(one.options()), layered(&[&a, &b]));
            assert_eq!(facts(one.options()).len(), 2);
        }
    }
}

#[test]
fn zero_empty_and_off_are_set_and_win_over_earlier_values() {
    for (zero, earlier) in each(0).into_iter().zip(each(5)) {
        assert_eq!(facts(&zero).len(), 1, "{zero:?}");
        assert_ne!(zero, CallOptions::default());
        let bound = Echo::default().bind(earlier).bind(zero.clone());
        let (name, value) = facts(&zero).pop_first().unwrap();
        assert_eq!(facts(bound.options()).get(&name), Some(&value), "{name}");
    }
}

#[test]
fn each_option_is_in_the_list_of_all() {
    let names: BTreeMap<String, String> = each(1).iter().flat_map(facts).collect();
    assert_eq!(names.len(), each(1).len());
    // A field that `each` does not set would be `None` or empty in all of them together.
    let all = each(1)
        .into_iter()
        .fold(CallOptions::new(), |all, one| one.or(&all));
    let shown = format!("{all:?}");
    assert!(!shown.contains("None") && !shown.contains("{}"), "{shown}");
}

#[test]
fn a_header_is_replaced_whatever_the_case_of_its_name() {
    for (earlier, later) in [("X-Key", "x-key"), ("x-key", "X-Key")] {
        let options = |name: &str, value: &str| CallOptions::new().header(name, value);
        let bound = Echo::default().bind(options(earlier, "a"));
        let bound = bound.bind(options(later, "b"));
        assert_eq!(bound.options(), &options("x-key", "b"));
    }
}

#[test]
fn the_value_of_a_header_is_never_printed() {
    let options = CallOptions::new().header("authorization", "hunter2");
    let bound = Echo::default().bind(options);
    assert!(!format!("{bound:?}").contains("hunter2"));
}
