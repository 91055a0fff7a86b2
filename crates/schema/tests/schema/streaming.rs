//! Values that come piece by piece.

use futures::TryStreamExt as _;
use serde::Deserialize;
use serde_json::{Value, json};
use surprisal_core::{
    AiMessageChunk, CallOptions, ErrorKind, FinishReason, HasLogprobs as _, Result,
    RunnableExt as _,
};
use surprisal_schema::{Structured, StructuredChunk, StructuredExt as _, StructuredMethod};

use crate::support::{Person, Scripted, ann, ann_json, refused, spelt, spelt_call};

const METHODS: [StructuredMethod; 4] = [
    StructuredMethod::JsonSchema,
    StructuredMethod::FunctionCalling,
    StructuredMethod::JsonMode,
    StructuredMethod::Prompt,
];

fn pieces(method: StructuredMethod, json: &str) -> Vec<AiMessageChunk> {
    match method {
        StructuredMethod::FunctionCalling => spelt_call("1", "Person", json),
        _ => spelt(json, FinishReason::Stop),
    }
}

async fn sum(model: Scripted, method: StructuredMethod) -> StructuredChunk<Person> {
    let people = model.with_structured_output::<Person>().with_method(method);
    people
        .stream("Who?")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap()
}

#[tokio::test]
async fn the_chunks_add_up_to_what_invoke_gives() {
    for method in METHODS {
        let model = || Scripted::new().chunks(pieces(method, r#"{"name":"Ann","age":7}"#));
        let people = model()
            .with_structured_output::<Person>()
            .with_method(method);
        let whole: Structured<Person> = people.invoke("Who?").await.unwrap();
        let sum = sum(model(), method).await;
        assert_eq!(sum.method(), Some(method));
        assert_eq!(
            StructuredChunk::from(whole.clone()).finish().unwrap(),
            whole
        );
        assert_eq!(Structured::try_from(sum).unwrap(), whole);
        assert_eq!(whole.value, ann());
    }
}

#[tokio::test]
async fn an_answer_that_is_nested_without_end_is_an_error_and_no_overflow() {
    let deep = format!("{{\"name\":{}", "[".repeat(3000));
    for method in METHODS {
        let model = Scripted::new()
            .chunks(pieces(method, &deep))
            .chunks(pieces(method, &deep));
        let people = model.with_structured_output::<Value>().with_method(method);
        let error = people.invoke("Who?").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{method:?}: {error}");
        // What has come of it is read each time that more comes.
        let mut chunks = people.stream("Who?").await.unwrap();
        let mut whole = StructuredChunk::default();
        while let Ok(Some(chunk)) = chunks.try_next().await {
            whole += chunk;
            let _: Option<Value> = whole.partial();
        }
        assert!(whole.finish().is_err(), "{method:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_value_is_the_same_error_as_from_invoke() {
    let cases = [
        (r#"{"name":"Ann","age":"#, FinishReason::Length),
        (r#"{"age":7}"#, FinishReason::Stop),
        ("", FinishReason::Stop),
    ];
    for (text, reason) in cases {
        let model = || Scripted::new().chunks(spelt(text, reason.clone()));
        let people = model().with_structured_output::<Person>();
        let whole = people.invoke("Who?").await.unwrap_err();
        let error = sum(model(), StructuredMethod::JsonSchema)
            .await
            .finish()
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string()),
            (whole.kind(), whole.to_string())
        );
        assert_eq!(
            (error.body(), error.partial()),
            (whole.body(), whole.partial())
        );
    }
}

#[tokio::test]
async fn what_has_come_so_far_can_be_read_with_every_method() {
    for method in METHODS {
        let text = match method {
            StructuredMethod::Prompt => {
                "<think>{\"a\":1}</think>\n```json\n{\"name\":\"Ann\",\"age\":71}\n```\nGood luck"
            }
            StructuredMethod::JsonMode => "Here you are: {\"name\":\"Ann\",\"age\":71} Good luck",
            _ => r#"{"name":"Ann","age":71}"#,
        };
        let model = Scripted::new().chunks(pieces(method, text));
        let people = model.with_structured_output::<Person>().with_method(method);
        let mut chunks = people.stream("Who?").await.unwrap();
        let mut whole = StructuredChunk::default();
        let mut seen: Vec<Value> = Vec::new();
        while let Some(chunk) = chunks.try_next().await.unwrap() {
            whole += chunk;
            seen.extend(whole.partial());
        }
        seen.dedup();
        let expected = [
            json!({}),
            json!({ "name": "" }),
            json!({ "name": "A" }),
            json!({ "name": "An" }),
            json!({ "name": "Ann" }),
            json!({ "name": "Ann", "age": 71 }),
        ];
        assert_eq!(seen, expected, "{method}");
    }
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Draft {
    name: String,
    age: Option<u32>,
}

#[tokio::test]
async fn a_partial_is_read_as_any_type_that_it_makes_up() {
    let mut whole = StructuredChunk::<Person>::default();
    assert_eq!(whole.partial::<Value>(), None);
    let model = Scripted::new().chunks(spelt(r#"{"name":"An"#, FinishReason::Length));
    whole.extend([sum(model, StructuredMethod::JsonSchema).await]);
    assert_eq!(whole.partial::<Draft>().unwrap().name, "An");
    assert_eq!(whole.partial::<Person>().unwrap().name, "An");
    assert_eq!(whole.partial::<u32>(), None);
}

#[tokio::test]
async fn a_partial_of_a_type_that_is_no_object_is_taken_out_of_one() {
    let text = json!({ "value": [ann_json(), ann_json()] }).to_string();
    let model = Scripted::new().chunks(spelt(text.get(..40).unwrap(), FinishReason::Length));
    let people = model.with_structured_output::<Vec<Person>>();
    let chunks = people.stream("Who?").await.unwrap();
    let sum: StructuredChunk<Vec<Person>> = chunks.try_collect().await.unwrap();
    assert_eq!(sum.partial::<Vec<Draft>>().unwrap()[0].age, Some(7));
}

#[tokio::test]
async fn every_chunk_has_its_log_probabilities() {
    let model = Scripted::new().chunks(spelt(r#"{"name":"Ann","age":7}"#, FinishReason::Stop));
    let asked = model.clone().bind(CallOptions::new().logprobs(true));
    let chunks = asked
        .with_structured_output::<Person>()
        .stream("Who?")
        .await
        .unwrap();
    let chunks: Vec<StructuredChunk<Person>> = chunks.try_collect().await.unwrap();
    assert_eq!(chunks.len(), 23);
    assert!(
        chunks[..22]
            .iter()
            .all(|chunk| chunk.logprobs().content().len() == 1)
    );
    assert_eq!(model.calls()[0].options.logprobs, Some(true));
    assert!(model.calls()[0].stream);
}

#[tokio::test]
async fn a_stream_falls_to_the_next_method_where_the_first_is_refused() {
    let model = Scripted::new()
        .fail(refused("response_format"))
        .chunks(spelt_call("1", "Person", &ann_json().to_string()));
    let people = model.with_structured_output::<Person>();
    let sum: StructuredChunk<Person> = people
        .stream("Who?")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let person = sum.finish().unwrap();
    assert_eq!(
        (person.value, person.method),
        (ann(), StructuredMethod::FunctionCalling)
    );
}

#[tokio::test]
async fn a_stream_is_not_repaired() {
    let model = Scripted::new().chunks(spelt("{}", FinishReason::Stop));
    let people = model
        .clone()
        .with_structured_output::<Person>()
        .with_repair(3);
    let sum: StructuredChunk<Person> = people
        .stream("Who?")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(sum.finish().unwrap_err().kind(), ErrorKind::BadResponse);
    assert_eq!(model.calls().len(), 1);
}

#[test]
fn no_chunk_is_the_identity_and_no_value() -> Result<()> {
    let empty = StructuredChunk::<Person>::default();
    let mut sum = empty.clone();
    sum += empty.clone();
    assert_eq!(sum, empty);
    assert_eq!(empty.finish().unwrap_err().kind(), ErrorKind::BadResponse);
    Ok(())
}
