//! Whole answers.

use surprisal_core::{CallOptions, ContentBlock, FinishReason, RunnableExt as _, Usage};

use crate::conformance::check::{Check, ensure, failed, same};
use crate::conformance::lab::{Lab, repeatable};
use crate::conformance::script::{self, ID, INPUT_TOKENS, MODEL, Script, hello, says};
use crate::conformance::{Part, REQUEST_ID, Scenario, Stop};

/// Two, three and four bytes a character, and one of several characters.
pub(super) const SCRIPTS: &str = "naïve 日本語 Ελληνικά 👩‍👩‍👧 \u{1f980} \"quoted\" \\ \u{2028}\nend";

pub(crate) async fn a_model_answers_with_a_text_and_says_why_it_stopped(lab: &Lab<'_>) -> Check {
    let rig = lab.example(hello(), false).await?;
    let answer = rig.invoke(repeatable(&rig.model.profile())).await?;
    ensure(!answer.text().is_empty(), || {
        "the answer has no text".into()
    })?;
    let reason = answer.finish_reason();
    let is_known = matches!(reason, Some(FinishReason::Stop | FinishReason::Length));
    ensure(is_known, || format!("the finish reason is {reason:?}"))
}

pub(crate) async fn an_answer_arrives_whole(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    let answer = rig.invoke(CallOptions::new()).await?;
    same("the text", answer.text(), "Hello world")?;
    same("the number of choices", answer.choices().count(), 1)?;
    same("the number of tool calls", answer.tool_calls().len(), 0)
}

pub(crate) async fn an_answer_tells_its_provider(lab: &Lab<'_>) -> Check {
    let rig = lab.example(hello(), false).await?;
    let profile = rig.model.profile();
    let answer = rig.invoke(repeatable(&profile)).await?;
    let provider = answer.response_metadata().provider.as_deref();
    ensure(provider.is_some_and(|name| !name.is_empty()), || {
        "it does not".into()
    })
}

pub(crate) async fn an_answer_tells_its_id(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    let answer = rig.invoke(CallOptions::new()).await?;
    same("the id", answer.response_metadata().id.as_deref(), Some(ID))
}

pub(crate) async fn an_answer_tells_its_model(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    let answer = rig.invoke(CallOptions::new()).await?;
    same(
        "the model",
        answer.response_metadata().model.as_deref(),
        Some(MODEL),
    )
}

pub(crate) async fn an_answer_tells_the_id_of_its_request(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    let answer = rig.invoke(CallOptions::new()).await?;
    let id = answer.response_metadata().request_id.as_deref();
    same("the id of the request", id, Some(REQUEST_ID))
}

pub(crate) async fn the_finish_reason_stop_arrives(lab: &Lab<'_>) -> Check {
    reason(lab, FinishReason::Stop).await
}

pub(crate) async fn the_finish_reason_length_arrives(lab: &Lab<'_>) -> Check {
    reason(lab, FinishReason::Length).await
}

pub(crate) async fn the_finish_reason_content_filter_arrives(lab: &Lab<'_>) -> Check {
    reason(lab, FinishReason::ContentFilter).await
}

async fn reason(lab: &Lab<'_>, reason: FinishReason) -> Check {
    for streamed in [false, true] {
        let answer = Script::new().say("Hel").end(reason.clone());
        let mut scenario = Scenario::whole(answer);
        scenario.streamed = streamed;
        let rig = lab.rig(scenario).await?;
        let answer = rig.answer(streamed, CallOptions::new()).await?;
        same("the finish reason", answer.finish_reason(), Some(&reason))?;
        same("the text", answer.text(), "Hel")?;
    }
    Ok(())
}

pub(crate) async fn usage_arrives_with_a_whole_answer(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    let answer = rig.invoke(CallOptions::new()).await?;
    same("the usage", answer.usage(), &Usage::new(INPUT_TOKENS, 3))
}

pub(crate) async fn a_refusal_is_apart_from_the_text(lab: &Lab<'_>) -> Check {
    let refusal = ContentBlock::refusal("I cannot help with that");
    let rig = lab.whole(Script::new().block(refusal).stop()).await?;
    let answer = rig.invoke(CallOptions::new()).await?;
    same("the refusal", answer.refusal(), "I cannot help with that")?;
    same("the text", answer.text(), "")
}

pub(crate) async fn reasoning_is_apart_from_the_text(lab: &Lab<'_>) -> Check {
    let thought = ContentBlock::reasoning("two and two");
    let rig = lab
        .whole(Script::new().block(thought).say("four").stop())
        .await?;
    let answer = rig.invoke(CallOptions::new()).await?;
    same("the reasoning", answer.reasoning(), "two and two")?;
    same("the text", answer.text(), "four")
}

pub(crate) async fn characters_of_every_script_arrive(lab: &Lab<'_>) -> Check {
    for streamed in [false, true] {
        let mut scenario = Scenario::whole(says(&[SCRIPTS, "\u{0301}"]));
        scenario.streamed = streamed;
        let rig = lab.rig(scenario).await?;
        let answer = rig.answer(streamed, CallOptions::new()).await?;
        same("the text", answer.text(), format!("{SCRIPTS}\u{0301}"))?;
    }
    Ok(())
}

pub(crate) async fn several_choices_are_kept_apart(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(script::two_choices()).await?;
    let answer = rig.invoke(CallOptions::new().n(2)).await?;
    script::check_two_choices(&answer)
}

pub(crate) async fn a_batch_keeps_the_order_of_its_inputs(lab: &Lab<'_>) -> Check {
    let scenario = Scenario::whole(says(&["first"]))
        .then(says(&["third"]))
        .then(says(&["fourth"]));
    let rig = lab.rig(scenario).await?;
    let nothing: Vec<(&str, &str)> = Vec::new();
    let inputs = [
        vec![("human", "1")],
        nothing,
        vec![("human", "3")],
        vec![("human", "4")],
    ];
    let mut results = rig.model.batch_with(1, inputs).await.into_iter();
    let mut next = || {
        results
            .next()
            .ok_or_else(|| Stop::Fail("a result is missing".into()))
    };
    same(
        "the first answer",
        next()?.map(|answer| answer.text().into_owned())?,
        "first",
    )?;
    failed("the second input is empty", next()?)?;
    same(
        "the third answer",
        next()?.map(|answer| answer.text().into_owned())?,
        "third",
    )?;
    same(
        "the fourth answer",
        next()?.map(|answer| answer.text().into_owned())?,
        "fourth",
    )
}

pub(crate) async fn what_a_profile_tells_is_what_answers_tell(lab: &Lab<'_>) -> Check {
    let rig = lab.example(hello(), false).await?;
    let profile = rig.model.profile();
    ensure(profile.is_known(), || "the profile tells nothing".into())?;
    ensure(profile.model.is_some(), || {
        "the profile names no model".into()
    })?;
    let answer = rig.invoke(repeatable(&profile)).await?;
    let provider = answer.response_metadata().provider.as_deref();
    same("the provider", profile.provider.as_deref(), provider)?;
    if lab.has_part(Part::Responses)
        && let Ok(request) = rig.only()
    {
        let model = profile.model.as_deref().unwrap_or_default();
        if !request.path.contains(model) {
            request.says(model)?;
        }
    }
    Ok(())
}
