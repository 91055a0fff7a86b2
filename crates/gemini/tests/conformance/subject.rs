use std::borrow::Cow;

use async_trait::async_trait;
use serde_json::{Map, Value};
use surprisal_core::AiMessageChunk;
use surprisal_testing::conformance::{Answer, OverHttp, Part, Rig, Scenario, Step, Stop, Subject};

use crate::wire::Google;

/// Gemini's protocol over HTTP, but for answers that no service of Google can give.
pub(crate) struct Gemini(OverHttp<Google>);

pub(crate) fn gemini_api() -> Gemini {
    Gemini(OverHttp::new(Google::GeminiApi))
}

pub(crate) fn vertex_ai() -> Gemini {
    Gemini(OverHttp::new(Google::VertexAi))
}

#[async_trait]
impl Subject for Gemini {
    async fn rig(&self, scenario: Scenario) -> Result<Rig, Stop> {
        let has_no_form = scenario.steps.iter().any(|step| match step {
            Step::Answer(answer) => !are_objects(answer),
            _ => false,
        });
        if has_no_form {
            let reason = "the arguments of a call are an object of protobuf on this wire, which is whole and well formed: \
                          a call that is not ends the answer with MALFORMED_FUNCTION_CALL";
            return Err(Stop::Skip(reason.to_owned()));
        }
        self.0.rig(scenario).await
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        self.0.lacks(part)
    }
}

/// Whether the arguments of all calls are JSON objects.
fn are_objects(answer: &Answer) -> bool {
    let whole: AiMessageChunk = answer.sum();
    let mut calls = whole
        .choices()
        .iter()
        .flat_map(|choice| choice.tool_call_chunks());
    calls.all(|call| serde_json::from_str::<Map<String, Value>>(&call.arguments).is_ok())
}
