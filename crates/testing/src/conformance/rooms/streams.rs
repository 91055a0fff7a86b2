//! Streamed answers.

use futures_util::StreamExt as _;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ContentBlock, RunnableExt as _, Usage,
};

use super::answers::SCRIPTS;
use crate::conformance::End;
use crate::conformance::check::{Check, ensure, same, same_answer, soon};
use crate::conformance::lab::{Lab, repeatable};
use crate::conformance::script::{
    ID, INPUT_TOKENS, MODEL, Script, check_two_choices, hello, says, two_choices,
};

pub(crate) async fn a_stream_brings_its_pieces_one_by_one(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(hello()).await?;
    let chunks = rig.chunks(CallOptions::new()).await?;
    let texts: Vec<_> = chunks
        .iter()
        .map(AiMessageChunk::text)
        .filter(|text| !text.is_empty())
        .collect();
    same(
        "the texts of the chunks",
        texts,
        vec!["Hel", "lo ", "world"],
    )
}

pub(crate) async fn a_stream_adds_up_to_the_whole_answer(lab: &Lab<'_>) -> Check {
    let rig = lab.example(hello(), false).await?;
    let options = repeatable(&rig.model.profile());
    let whole = rig.invoke(options.clone()).await?;
    let rig = lab.example(hello(), true).await?;
    let sum = rig.collect(options).await?;
    same_answer(&sum, &whole)?;
    let about = |answer: &AiMessage| {
        let metadata = answer.response_metadata();
        (metadata.provider.clone(), metadata.model.clone())
    };
    same("provider and model", about(&sum), about(&whole))?;
    same(
        "the usage of output",
        sum.usage().output_tokens,
        whole.usage().output_tokens,
    )
}

pub(crate) async fn a_stream_is_the_same_however_its_bytes_are_cut(lab: &Lab<'_>) -> Check {
    let answer = says(&[SCRIPTS, "and ", "more"]);
    let mut whole: Option<AiMessage> = None;
    for bytes in [None, Some(1), Some(2), Some(3), Some(5), Some(64)] {
        let mut answer = answer.clone();
        answer.bytes_at_a_time = bytes;
        let rig = lab.streamed(answer).await?;
        let sum = rig.collect(CallOptions::new()).await?;
        match &whole {
            None => whole = Some(sum),
            Some(whole) => same_answer(&sum, whole)?,
        }
    }
    let text = whole.map(|whole| whole.text().into_owned());
    same("the text", text, Some(format!("{SCRIPTS}and more")))
}

pub(crate) async fn a_stream_tells_its_usage_once(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(hello()).await?;
    let chunks = rig.chunks(CallOptions::new()).await?;
    let told: Vec<&Usage> = chunks.iter().filter_map(AiMessageChunk::usage).collect();
    same(
        "the usage in the chunks",
        told,
        vec![&Usage::new(INPUT_TOKENS, 3)],
    )
}

pub(crate) async fn a_stream_names_itself_once(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(hello()).await?;
    let sum = rig.collect(CallOptions::new()).await?;
    let metadata = sum.response_metadata();
    same("the id", metadata.id.as_deref(), Some(ID))?;
    same("the model", metadata.model.as_deref(), Some(MODEL))
}

pub(crate) async fn a_stream_stays_ended_after_its_end(lab: &Lab<'_>) -> Check {
    let rig = lab.example(hello(), true).await?;
    let mut stream = rig.open(repeatable(&rig.model.profile())).await?;
    while let Some(chunk) = stream.next().await {
        chunk?;
    }
    for _ in 0..3 {
        let after = soon("the stream after its end", stream.next()).await?;
        ensure(after.is_none(), || {
            format!("behind the end there is {after:?}")
        })?;
    }
    Ok(())
}

pub(crate) async fn a_stream_stays_ended_after_an_error(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(hello().end(End::Breaks(2))).await?;
    let mut stream = rig.open(CallOptions::new()).await?;
    loop {
        match stream.next().await {
            Some(Ok(_)) => {}
            Some(Err(_)) => break,
            None => ensure(false, || "there was no error".into())?,
        }
    }
    for _ in 0..3 {
        let after = soon("the stream after its error", stream.next()).await?;
        ensure(after.is_none(), || {
            format!("behind the error there is {after:?}")
        })?;
    }
    Ok(())
}

pub(crate) async fn a_stream_outlives_its_model(lab: &Lab<'_>) -> Check {
    let rig = lab.example(hello(), true).await?;
    let stream = rig.open(repeatable(&rig.model.profile())).await?;
    // The service is held by the witness.
    let _service = rig.without_model();
    let answer = AiMessageChunk::collect(stream).await?;
    ensure(answer.finish_reason().is_some(), || {
        "the stream ended early".into()
    })
}

pub(crate) async fn choices_of_a_stream_are_kept_apart(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(two_choices()).await?;
    check_two_choices(&rig.collect(CallOptions::new().n(2)).await?)
}

pub(crate) async fn reasoning_of_a_stream_is_apart_from_the_text(lab: &Lab<'_>) -> Check {
    let script = Script::new()
        .block(ContentBlock::reasoning("two "))
        .block(ContentBlock::reasoning("and two"));
    let rig = lab.streamed(script.say("fo").say("ur").stop()).await?;
    let answer = rig.collect(CallOptions::new()).await?;
    same("the reasoning", answer.reasoning(), "two and two")?;
    same("the text", answer.text(), "four")
}

pub(crate) async fn a_refusal_of_a_stream_is_apart_from_the_text(lab: &Lab<'_>) -> Check {
    let script = Script::new()
        .block(ContentBlock::refusal("I can"))
        .block(ContentBlock::refusal("not"));
    let rig = lab.streamed(script.stop()).await?;
    let answer = rig.collect(CallOptions::new()).await?;
    same("the refusal", answer.refusal(), "I cannot")?;
    same("the text", answer.text(), "")
}
