//! What is told of tokens.

use surprisal_core::{
    AiMessage, Alignment, Availability, CallOptions, Channel, ContentBlock, ErrorKind, Policy,
    RunnableExt as _, Score, TokenLogprob, TopLogprob,
};

use super::logprobs::scored;
use crate::conformance::Answer;
use crate::conformance::check::{Check, ensure, failed, same};
use crate::conformance::lab::Lab;
use crate::conformance::script::{Script, candidate, hello, hello_scored, token};
use crate::conformance::tokens::same_tokens;

pub(crate) async fn missing_log_probabilities_of_a_stream_are_an_error(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(hello()).await?;
    let outcome = rig.collect(asking()).await;
    let error = failed("log probabilities were asked for and did not come", outcome)?;
    same("the kind", error.kind(), ErrorKind::LogprobsMissing)
}

pub(crate) async fn missing_log_probabilities_are_a_warning_where_that_is_chosen(
    lab: &Lab<'_>,
) -> Check {
    let rig = lab.whole(hello()).await?;
    let answer = rig
        .invoke(asking().on_logprobs_missing(Policy::Warn))
        .await?;
    let warnings = &answer.response_metadata().warnings;
    let is_said = warnings.iter().any(|warning| warning.option == "logprobs");
    ensure(is_said, || format!("the warnings are {warnings:?}"))?;
    same(
        "the availability",
        answer.logprobs().availability(),
        Availability::RequestedButAbsent,
    )
}

pub(crate) async fn nothing_is_missing_where_nothing_was_asked_for(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    let answer = rig.invoke(CallOptions::new()).await?;
    same(
        "the availability",
        answer.logprobs().availability(),
        Availability::NotRequested,
    )?;
    same(
        "the number of warnings",
        answer.response_metadata().warnings.len(),
        0,
    )
}

pub(crate) async fn what_a_token_tells_arrives(lab: &Lab<'_>) -> Check {
    let expected =
        token("yes", 0.7).with_top_logprobs([candidate("yes", 0.7), candidate("ja", 0.2)]);
    let script = Script::new().scored("yes", [expected.clone()]);
    let answer = whole(lab, script.stop(), asking().top_logprobs(2)).await?;
    same_tokens("the tokens", answer.logprobs().content(), &[expected])?;
    same(
        "the availability",
        answer.logprobs().availability(),
        Availability::Returned,
    )
}

pub(crate) async fn ids_of_tokens_arrive(lab: &Lab<'_>) -> Check {
    let expected = TokenLogprob::from(candidate("yes", 0.7).with_id(4711));
    let answer = whole(
        lab,
        Script::new().scored("yes", [expected]).stop(),
        asking(),
    )
    .await?;
    let ids: Vec<_> = answer
        .logprobs()
        .content()
        .iter()
        .map(TokenLogprob::id)
        .collect();
    same("the ids", ids, vec![Some(4711)])
}

pub(crate) async fn parts_of_characters_arrive_as_bytes(lab: &Lab<'_>) -> Check {
    // As OpenAI writes the two tokens of 🦀.
    let part = |text: &str, bytes: &[u8]| {
        TokenLogprob::from(TopLogprob::new(text, -0.5).with_bytes(bytes))
    };
    let tokens = [
        part(r"\xf0\x9f", b"\xf0\x9f"),
        part(r"\xa6\x80", b"\xa6\x80"),
    ];
    let answer = whole(lab, Script::new().scored("🦀", tokens).stop(), asking()).await?;
    let alignment = Alignment::new(answer.logprobs().content(), &answer.text())?;
    same(
        "the bytes of the second token",
        alignment.byte_range(1),
        Some(2..4),
    )
}

pub(crate) async fn no_list_of_alternatives_differs_from_an_empty_one(lab: &Lab<'_>) -> Check {
    let script = Script::new()
        .scored("a", [token("a", 0.5)])
        .scored("b", [token("b", 0.5).with_top_logprobs([])]);
    let answer = whole(lab, script.stop(), asking()).await?;
    let lists: Vec<_> = answer
        .logprobs()
        .content()
        .iter()
        .map(|token| token.top_logprobs().map(<[_]>::len))
        .collect();
    same("the lengths of the lists", lists, vec![None, Some(0)])
}

pub(crate) async fn a_missing_number_is_no_zero(lab: &Lab<'_>) -> Check {
    let without = TokenLogprob::from(TopLogprob::new("a", 0.0).with_bytes(b"a").without_logprob());
    let script = Script::new()
        .scored("a", [without])
        .scored("b", [token("b", 0.5)]);
    let answer = whole(lab, script.stop(), asking()).await?;
    let scores: Vec<Score> = answer
        .logprobs()
        .content()
        .iter()
        .map(TokenLogprob::score)
        .collect();
    same(
        "the scores",
        scores,
        vec![Score::Missing, Score::Exact(0.5_f64.ln())],
    )
}

pub(crate) async fn tokens_of_a_refusal_have_a_channel_of_their_own(lab: &Lab<'_>) -> Check {
    let refusal = ContentBlock::refusal("no");
    let script = Script::new().scored_of(0, refusal, Channel::Refusal, [token("no", 0.5)]);
    let answer = whole(lab, script.stop(), asking()).await?;
    same_tokens(
        "the tokens of the refusal",
        answer.logprobs().refusal(),
        &[token("no", 0.5)],
    )?;
    same(
        "the tokens of the text",
        answer.logprobs().content().len(),
        0,
    )
}

pub(crate) async fn tokens_of_the_reasoning_have_a_channel_of_their_own(lab: &Lab<'_>) -> Check {
    let thought = ContentBlock::reasoning("hm");
    let script = Script::new()
        .scored_of(0, thought, Channel::Reasoning, [token("hm", 0.5)])
        .scored("yes", [token("yes", 0.25)]);
    let answer = whole(lab, script.stop(), asking()).await?;
    same_tokens(
        "the tokens of the reasoning",
        answer.logprobs().reasoning(),
        &[token("hm", 0.5)],
    )?;
    same_tokens(
        "the tokens of the text",
        answer.logprobs().content(),
        &[token("yes", 0.25)],
    )
}

pub(crate) async fn each_piece_of_a_stream_has_its_own_tokens(lab: &Lab<'_>) -> Check {
    let rig = lab.streamed(hello_scored()).await?;
    let options = scored(CallOptions::new(), &rig.model.profile());
    let chunks = rig.chunks(options).await?;
    let mut pieces = 0;
    for chunk in chunks.iter().filter(|chunk| !chunk.text().is_empty()) {
        Alignment::new(chunk.logprobs().content(), &chunk.text())?;
        pieces += 1;
    }
    same("the number of pieces with a text", pieces, 3)
}

pub(crate) async fn numbers_keep_all_of_their_digits(lab: &Lab<'_>) -> Check {
    let exact = -0.123_456_789_012_345_67;
    let one = TokenLogprob::from(TopLogprob::new("a", exact).with_bytes(b"a"));
    let answer = whole(lab, Script::new().scored("a", [one]).stop(), asking()).await?;
    let found = answer
        .logprobs()
        .content()
        .first()
        .and_then(TokenLogprob::logprob);
    same(
        "the log probability",
        found.map(f64::to_bits),
        Some(exact.to_bits()),
    )
}

fn asking() -> CallOptions {
    CallOptions::new().logprobs(true)
}

async fn whole(lab: &Lab<'_>, answer: Answer, options: CallOptions) -> Check<AiMessage> {
    Ok(lab.whole(answer).await?.invoke(options).await?)
}
