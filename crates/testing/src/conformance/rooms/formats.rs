//! Answers in a form.

use serde_json::json;
use surprisal_core::{CallOptions, ContentBlock, ResponseFormat};

use crate::conformance::check::{Check, ensure, same};
use crate::conformance::lab::Lab;
use crate::conformance::script::{Script, hello, says};
use crate::conformance::{Scenario, Seen};

pub(crate) async fn a_schema_arrives_with_the_order_of_its_fields(lab: &Lab<'_>) -> Check {
    let request = sent(lab, schema().with_description("what was found")).await?;
    request.says("city_report")?;
    request.says("what was found")?;
    // A model writes the fields in this order: a reason that comes first is thought of first.
    request.says_in_order(&["zeal_first", "middle_field", "answer_last"])
}

pub(crate) async fn a_strict_schema_is_told_from_one_that_is_not(lab: &Lab<'_>) -> Check {
    let strict = sent(lab, schema().with_strict(true)).await?;
    let loose = sent(lab, schema().with_strict(false)).await?;
    ensure(strict.body != loose.body, || {
        format!("both are sent as {}", loose.body)
    })
}

pub(crate) async fn a_json_answer_arrives_as_it_is(lab: &Lab<'_>) -> Check {
    let text = "{\"b\": 1,\n \"a\": [\"\\u00e9\", 2.50]}";
    for streamed in [false, true] {
        let (first, second) = text.split_at(7);
        let mut scenario = Scenario::whole(says(&[first, second]));
        scenario.streamed = streamed;
        let rig = lab.rig(scenario).await?;
        let options = CallOptions::new().response_format(ResponseFormat::JsonObject);
        same(
            "the text",
            rig.answer(streamed, options).await?.text(),
            text,
        )?;
    }
    Ok(())
}

pub(crate) async fn a_refusal_in_place_of_json_is_a_refusal(lab: &Lab<'_>) -> Check {
    let script = Script::new().block(ContentBlock::refusal("no"));
    let rig = lab.whole(script.stop()).await?;
    let answer = rig
        .invoke(CallOptions::new().response_format(schema()))
        .await?;
    same("the refusal", answer.refusal(), "no")?;
    same("the text", answer.text(), "")
}

fn schema() -> ResponseFormat {
    let field = json!({"type": "string"});
    let schema = json!({
        "type": "object",
        "properties": {"zeal_first": field, "middle_field": field, "answer_last": field},
        "required": ["answer_last", "middle_field", "zeal_first"],
        "additionalProperties": false,
    });
    ResponseFormat::json_schema("city_report", schema)
}

async fn sent(lab: &Lab<'_>, format: ResponseFormat) -> Check<Seen> {
    let rig = lab.whole(hello()).await?;
    rig.seen()?;
    rig.invoke(CallOptions::new().response_format(format))
        .await?;
    rig.only()
}
