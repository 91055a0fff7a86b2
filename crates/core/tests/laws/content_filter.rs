//! What a content filter says, put together and written down.

use proptest::{prop_assert_eq, proptest};
use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, AiMessageChunk, Choice, ChoiceChunk, ContentFilter, PromptFilter, ResponseMetadata,
};

use crate::arbitrary::content_filter;

fn read(value: Value) -> ContentFilter {
    serde_json::from_value(value).unwrap()
}

fn of(results: &Value) -> ContentFilter {
    read(json!({"content_filter_results": results}))
}

proptest! {
    #[test]
    fn filters_are_put_together_in_any_grouping(
        a in content_filter(),
        b in content_filter(),
        c in content_filter(),
    ) {
        let add = |mut a: ContentFilter, b: ContentFilter| {
            a += b;
            a
        };
        let left = add(add(a.clone(), b.clone()), c.clone());
        prop_assert_eq!(&left, &add(a.clone(), add(b.clone(), c)));
        prop_assert_eq!(&add(a.clone(), ContentFilter::default()), &a);
        prop_assert_eq!(&add(ContentFilter::default(), a.clone()), &a);
    }
}

#[test]
fn the_worse_of_two_parts_counts_in_either_order() {
    let harmless = || of(&json!({"hate": {"filtered": false, "severity": "safe"}}));
    let bad = || of(&json!({"hate": {"filtered": true, "severity": "medium"}}));
    for (mut first, second) in [(harmless(), bad()), (bad(), harmless())] {
        first += second;
        assert_eq!(first, bad());
        let hate = first.get("hate").unwrap();
        assert_eq!(
            (hate.is_filtered(), hate.severity()),
            (true, Some("medium"))
        );
    }
    let mut known = harmless();
    known += of(&json!({"hate": {"severity": "unheard of"}}));
    assert_eq!(known.get("hate").unwrap().severity(), Some("unheard of"));
}

#[test]
fn results_of_several_chunks_are_all_there() {
    let mut filter = read(json!({
        "content_filter_results": {"hate": {"filtered": false, "severity": "safe"}},
        "content_filter_offsets": {"check_offset": 44, "start_offset": 44, "end_offset": 198},
    }));
    filter += read(json!({
        "content_filter_results": {
            "protected_material_code": {"detected": true, "filtered": false, "citation": {"URL": "u"}},
            "custom_blocklists": [{"id": "words", "filtered": true}],
        },
        "content_filter_offsets": {"check_offset": 198, "start_offset": 198, "end_offset": 260},
    }));
    let names: Vec<&str> = filter.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["hate", "protected_material_code", "custom_blocklists"]
    );
    let code = filter.get("protected_material_code").unwrap();
    assert_eq!((code.is_detected(), code.is_filtered()), (true, false));
    assert_eq!(code.json()["citation"]["URL"], "u");
    assert!(filter.get("custom_blocklists").unwrap().is_filtered());
    assert!(filter.is_filtered());
    let offsets = filter.offsets().unwrap();
    assert_eq!(offsets.start_offset, Some(44));
    assert_eq!(offsets.end_offset, Some(260));
    assert_eq!(offsets.check_offset, Some(198));
}

#[test]
fn filters_are_written_where_langchain_has_them() {
    let results = json!({"hate": {"filtered": false, "severity": "safe"}});
    let filter = || of(&results);
    let mut metadata = ResponseMetadata::default();
    metadata.prompt_filters = vec![PromptFilter::new(0, filter())];
    let second = Choice::new("b").with_index(1).with_content_filter(filter());
    let answer = AiMessage::from_choices([Choice::new("a").with_content_filter(filter()), second])
        .with_response_metadata(metadata);
    let written = serde_json::to_value(&answer).unwrap();
    let outcome = &written["response_metadata"];
    assert_eq!(outcome["content_filter_results"], results);
    assert_eq!(
        outcome["prompt_filter_results"],
        json!([{"prompt_index": 0, "content_filter_results": results}])
    );
    assert_eq!(written["choices"][0]["content_filter_results"], results);
    let none = serde_json::to_value(AiMessage::new("a")).unwrap();
    for name in ["content_filter_results", "prompt_filter_results"] {
        assert_eq!(none["response_metadata"].get(name), None);
    }
}

#[test]
fn what_is_no_result_is_none() {
    for odd in [json!("x"), json!([1]), json!(null), json!({})] {
        let odd = json!({"content_filter_results": odd, "content_filter_offsets": odd});
        assert!(read(odd).is_empty());
    }
    // Answers about images have the singular.
    let single = read(json!({"prompt_index": 1, "content_filter_result": {"jailbreak": {}}}));
    assert!(single.get("jailbreak").is_some());
}

#[test]
fn a_filter_that_says_nothing_is_none() {
    let empty = ChoiceChunk::new(0, "a").with_content_filter(ContentFilter::default());
    assert_eq!(empty, ChoiceChunk::new(0, "a"));
    let chunk = AiMessageChunk::default().with_choice(empty);
    assert_eq!(chunk.content_filter(), None);
    assert_eq!(AiMessage::from(chunk).content_filter(), None);
}

#[test]
fn a_list_that_each_chunk_tells_again_is_kept_once() {
    let told = json!({"content_filter_results": {"custom_blocklists": [{"id": "words", "filtered": false}]}});
    let read = || serde_json::from_value::<ContentFilter>(told.clone()).unwrap();
    let mut filter = read();
    filter += read();
    assert_eq!(filter, read());
}
