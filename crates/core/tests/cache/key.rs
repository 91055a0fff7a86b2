//! What tells one answer from another, beside the messages.

use std::time::Duration;

use proptest::option;
use proptest::prop_oneof;
use proptest::strategy::{Just, Strategy};
use proptest::{prop_assert_eq, proptest};
use serde_json::{Map, json};
use surprisal_core::{
    CacheKey, CallOptions, Capabilities, Feature, MemoryCache, Messages, Options as _, Profile,
    ResponseFormat, RunnableExt as _, ToolDefinition,
};

use crate::each::{each, options};
use crate::model::Model;

fn key_of(profile: &Profile, options: &CallOptions) -> CacheKey {
    CacheKey::new(profile.clone(), &Messages::from("hi"), options, None).unwrap()
}

fn key(options: &CallOptions) -> CacheKey {
    key_of(&Profile::new("acme", "acme-large"), options)
}

/// Few names, so that they meet in other places.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just("a"), Just("b"), Just(""), Just("a\"1:b")].prop_map(str::to_owned)
}

fn profile() -> impl Strategy<Value = Profile> {
    let one = || {
        let names = (name(), option::of(name()), option::of(name()), options());
        names.prop_map(|(provider, model, endpoint, options)| {
            let mut profile = Profile::new(provider, "").with_options(options);
            profile.model = model;
            profile.endpoint = endpoint;
            profile
        })
    };
    (one(), proptest::collection::vec(one(), 0..3)).prop_map(|(mut profile, fallbacks)| {
        profile.fallbacks = fallbacks;
        profile
    })
}

/// What holds where the call sets these options.
fn effective(profile: &Profile, options: &CallOptions) -> Profile {
    let mut effective = profile.clone();
    effective.options = options.clone().or(&profile.options);
    let fallbacks = profile.fallbacks.iter();
    effective.fallbacks = fallbacks.map(|one| self::effective(one, options)).collect();
    effective
}

proptest! {
    #[test]
    fn one_changed_option_changes_the_key(base in options(), option in 0..25_usize, seed in 0..16_u32) {
        let one = each(seed).swap_remove(option);
        let changed = one.or(&base);
        prop_assert_eq!(key(&changed) == key(&base), changed == base);
    }

    #[test]
    fn options_count_alike_wherever_they_were_set(built in options(), call in options()) {
        let profile = Profile::new("acme", "acme-large").with_options(built.clone());
        prop_assert_eq!(key_of(&profile, &call), key(&call.or(&built)));
    }

    #[test]
    fn keys_are_the_same_where_all_that_holds_is(
        a in profile(), b in profile(), one in options(), other in options(),
    ) {
        let same = effective(&a, &one) == effective(&b, &other);
        prop_assert_eq!(key_of(&a, &one) == key_of(&b, &other), same);
        let none = CallOptions::new();
        prop_assert_eq!(key_of(&effective(&a, &one), &none), key_of(&a, &one));
        let mut moved = a.clone();
        moved.endpoint = b.endpoint.clone();
        prop_assert_eq!(key_of(&a, &one) == key_of(&moved, &one), a == moved);
    }

    #[test]
    fn namespaces_differ_from_one_another_and_from_none(a in option::of(name()), b in option::of(name())) {
        let key = |namespace: &Option<String>| {
            let profile = Profile::new("acme", "acme-large");
            CacheKey::new(profile, &"hi".into(), &CallOptions::new(), namespace.as_deref()).unwrap()
        };
        prop_assert_eq!(key(&a) == key(&b), a == b);
    }
}

#[test]
fn there_are_as_many_options_as_the_law_knows() {
    assert_eq!(each(0).len(), 25);
}

#[test]
fn the_order_in_which_a_map_was_filled_does_not_count() {
    let map = |names: [&str; 2]| {
        let fields =
            |name: &str| Map::from_iter(names.map(|field| (field.to_owned(), name.into())));
        names.into_iter().fold(CallOptions::new(), |options, name| {
            options
                .extra(name, 1)
                .metadata(name, "m")
                .header(name, "h")
                .provider(name, fields(name))
                .logit_bias(name.len() as u32, 1.0)
        })
    };
    assert_eq!(key(&map(["a", "bb"])), key(&map(["bb", "a"])));
    assert_ne!(key(&map(["a", "bb"])), key(&map(["a", "cc"])));
}

#[test]
fn the_order_of_the_fields_of_a_schema_counts() {
    let reasons_first = json!({"reason": {"type": "string"}, "answer": {"type": "string"}});
    let answers_first = json!({"answer": {"type": "string"}, "reason": {"type": "string"}});
    let format =
        |schema| CallOptions::new().response_format(ResponseFormat::json_schema("a", schema));
    assert_ne!(
        key(&format(reasons_first.clone())),
        key(&format(answers_first.clone()))
    );
    let tool = |schema| CallOptions::new().tools([ToolDefinition::new("f", schema)]);
    assert_ne!(key(&tool(reasons_first)), key(&tool(answers_first)));
}

#[test]
fn near_things_differ() {
    let options = CallOptions::new;
    let schema = |format: ResponseFormat| options().response_format(format);
    let strict = || ResponseFormat::json_schema("a", json!({}));
    let all = [
        options(),
        options().temperature(0.0),
        options().temperature(-0.0),
        options().temperature(0.3),
        options().temperature(0.1 + 0.2),
        options().top_p(0.0),
        options().max_tokens(1),
        options().n(1),
        options().seed(1),
        options().seed(-1),
        options().stop(Vec::<String>::new()),
        options().stop([""]),
        options().stop(["ab"]),
        options().stop(["a", "b"]),
        options().tools([]),
        options().tools([ToolDefinition::new("a", json!(null))]),
        options().tools([ToolDefinition::new("a", json!(null)).with_description("")]),
        options().tools([ToolDefinition::new("a", json!(null)).with_strict(false)]),
        options().extra("a", json!(null)),
        options().extra("a", 1),
        options().extra("a", 1.0),
        options().extra("a", "1"),
        options().extra("a", json!([])),
        options().extra("a", json!({})),
        options().metadata("a", "1"),
        options().header("a", "1"),
        options().provider("a", Map::new()),
        options().timeout(Duration::from_nanos(1)),
        options().idle_timeout(Duration::from_nanos(1)),
        schema(strict()),
        schema(strict().with_strict(None)),
        schema(strict().with_strict(false)),
        schema(strict().with_description("")),
        options().reasoning_effort("none"),
    ];
    let keys: std::collections::BTreeSet<CacheKey> = all.iter().map(key).collect();
    assert_eq!(keys.len(), all.len());
}

#[test]
fn what_a_model_can_do_does_not_count() {
    let profile = Profile::new("acme", "acme-large");
    let able = Capabilities::UNKNOWN.yes(&[Feature::Tools]);
    let options = CallOptions::new();
    assert_eq!(
        key_of(&profile.clone().with_capabilities(able), &options),
        key_of(&profile, &options)
    );
}

#[test]
fn a_key_is_the_same_in_every_version_of_the_library() {
    // A cache on disk is worth what its keys are: a change here is a change of the format. It is the hash of
    // "11:surprisal 1(="8:provider"4:acme="5:model"10:acme-large(="11:temperaturef3fe0000000000000;="7:headers{1;"1:a"1:b)[0;)[1;("5:human[1;("4:text"2:hi))
    let options = CallOptions::new().temperature(0.5).header("a", "b");
    let hex = "bafb55a92167b9b6fdba0f59dfb687a5854be1248f1b9bebb8d3e4c440e9bce4";
    assert_eq!(key(&options).to_string(), hex);
    assert_eq!(format!("{:?}", key(&options)), format!("CacheKey({hex})"));
    assert_eq!(key(&options).as_bytes()[..2], [0xba, 0xfb]);
}

#[test]
fn the_value_of_a_header_can_be_read_nowhere() {
    let options = CallOptions::new().header("authorization", "hunter2");
    assert_ne!(
        key(&options),
        key(&CallOptions::new().header("authorization", "hunter3"))
    );
    let kept = Model::new()
        .bind(options.clone())
        .with_cache(MemoryCache::new(1));
    let shown = format!("{} {:?} {kept:?}", key(&options), key(&options));
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn what_is_bound_holds_for_the_fallbacks_too() {
    let mut model = Model::new();
    model.profile.fallbacks =
        vec![Profile::new("acme", "small").with_options(CallOptions::new().seed(1).n(1))];
    let bound = model.bind(CallOptions::new().seed(2)).profile();
    assert_eq!(bound.options.seed, Some(2));
    assert_eq!(bound.fallbacks[0].options, CallOptions::new().seed(2).n(1));
}
