//! Entries added to JSON objects.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use serde_json::{Map, Value, json};
use surprisal_core::{ErrorKind, Messages, Runnable, RunnableExt, lambda, passthrough};
use tokio::time::Instant;

use crate::typist::Typist;

type Object = Map<String, Value>;

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

/// A step that has a model say an entry back.
fn says(
    model: &Typist,
    key: &'static str,
) -> impl Runnable<Input = Object, Output = String, Options = surprisal_core::CallOptions> + use<> {
    lambda(move |object: Object| async move {
        Ok(Messages::from(object[key].as_str().unwrap_or_default()))
    })
    .pipe(model.text())
}

#[tokio::test(start_paused = true)]
async fn entries_come_first_and_new_ones_when_they_are_ready() {
    let (a, b) = (Typist::every(10), Typist::every(20));
    let program = passthrough::<Object>()
        .assign("a", says(&a, "text"))
        .assign("b", says(&b, "a"));
    let input = object(json!({"text": "hey you", "n": 1}));
    let start = Instant::now();
    let mut pieces = program.stream(input.clone()).await.unwrap();
    let mut came = Vec::new();
    let mut sum = Object::new();
    while let Some(piece) = pieces.try_next().await.unwrap() {
        came.push((start.elapsed().as_millis(), Value::from(piece.clone())));
        sum.extend(piece);
    }
    let expected = [
        (0, json!({"text": "hey you", "n": 1})),
        (20, json!({"a": "hey you"})),
        (60, json!({"b": "hey you"})),
    ];
    assert_eq!(came, expected);
    assert_eq!(program.invoke(input).await.unwrap(), sum);
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_is_there_is_replaced_in_its_place() {
    let program = passthrough::<Object>().assign("a", lambda(async |it: Object| Ok(it.len())));
    let input = object(json!({"a": "old", "b": true}));
    let output = program.invoke(input.clone()).await.unwrap();
    assert_eq!(Value::from(output).to_string(), r#"{"a":2,"b":true}"#);
    let pieces = program.stream(input).await.unwrap();
    let sum: Vec<Object> = pieces.try_collect().await.unwrap();
    assert_eq!(
        sum,
        [
            object(json!({"a": "old", "b": true})),
            object(json!({"a": 2}))
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_step_comes_after_the_entries_and_ends_the_stream() {
    let a = Typist::new();
    let program = passthrough::<Object>().assign("a", says(&a, "text"));
    let input = object(json!({"text": "hey !"}));
    assert!(program.invoke(input.clone()).await.is_err());
    let mut pieces = program.stream(input).await.unwrap();
    let came: Vec<bool> = pieces.by_ref().map(|piece| piece.is_ok()).collect().await;
    assert_eq!((came, a.live()), (vec![true, false], 0));
    let ended = tokio::time::timeout(Duration::from_secs(1), pieces.next()).await;
    assert!(ended.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn what_is_no_json_is_an_error_that_names_the_entry() {
    let odd = lambda(async |_: Object| Ok(BTreeMap::from([(vec![1], 2)])));
    let error = passthrough::<Object>()
        .assign("odd", odd)
        .invoke(Object::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains(r#""odd""#) && error.source().is_some());
}
