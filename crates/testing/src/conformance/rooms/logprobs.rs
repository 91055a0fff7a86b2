//! The laws of log probabilities.

use surprisal_core::{
    AiMessage, Alignment, CallOptions, ErrorKind, Feature, FinishReason, Profile, RunnableExt as _,
    Score, TokenLogprob, TopLogprob,
};

use crate::conformance::check::{Check, ensure, failed, same};
use crate::conformance::lab::{Lab, lacks, repeatable};
use crate::conformance::script::{Script, candidate, hello, hello_scored, token, two_choices};
use crate::conformance::tokens::same_logprobs;
use crate::conformance::{Answer, Scenario};

pub(crate) async fn the_bytes_of_the_tokens_are_the_text(lab: &Lab<'_>) -> Check {
    let answer = ["na", "ïve", " 日本", "語\n", "👩‍👩‍👧"]
        .into_iter()
        .fold(Script::new(), |script, text| {
            script.scored(text, [token(text, 0.5)])
        });
    let answer = asked(lab, answer.stop()).await?;
    let tokens = answer.logprobs().content();
    ensure(!tokens.is_empty(), || "there are no tokens".into())?;
    let bytes: Vec<u8> = tokens
        .iter()
        .filter_map(TokenLogprob::bytes)
        .flatten()
        .copied()
        .collect();
    match std::str::from_utf8(&bytes) {
        Ok(_) => Alignment::new(tokens, &answer.text())
            .map(|_| ())
            .map_err(Into::into),
        // A model may write what is no text; then the text has stand-ins for it.
        Err(_) => same("the text", answer.text(), String::from_utf8_lossy(&bytes)),
    }
}

pub(crate) async fn a_stream_and_a_whole_answer_have_the_same_tokens(lab: &Lab<'_>) -> Check {
    let whole = asked(lab, hello_scored()).await?;
    let rig = lab.example(hello_scored(), true).await?;
    let sum = rig.collect(options(&rig.model.profile())).await?;
    same_logprobs(sum.logprobs(), whole.logprobs())
}

pub(crate) async fn there_are_no_more_tokens_than_the_usage_tells(lab: &Lab<'_>) -> Check {
    let answer = asked(lab, hello_scored()).await?;
    let tokens = answer.logprobs().content().len() as u64;
    let told = answer.usage().output_tokens;
    ensure(told.is_some_and(|told| tokens <= told), || {
        format!("there are {tokens} tokens, and the usage tells of {told:?}")
    })
}

pub(crate) async fn a_token_is_among_its_alternatives_or_its_rank_is_told(lab: &Lab<'_>) -> Check {
    // The second is too unlikely to be listed.
    let listed = token("a", 0.6).with_top_logprobs([candidate("a", 0.6), candidate("b", 0.3)]);
    let unlisted = TokenLogprob::from(candidate("z", 0.01).with_rank(40))
        .with_top_logprobs([candidate("a", 0.6), candidate("b", 0.3)]);
    let script = Script::new().scored("a", [listed]).scored("z", [unlisted]);
    let answer = asked(lab, script.stop()).await?;
    for token in answer.logprobs().content() {
        let top = token.top_logprobs().unwrap_or_default();
        let least = top
            .iter()
            .filter_map(|top| top.score().exact())
            .reduce(f64::min);
        let is_listed = top.iter().any(|top| top.is_same_token(token.chosen()));
        let is_less_likely = match (token.score(), least) {
            (Score::Exact(own), Some(least)) => own <= least,
            _ => true,
        };
        ensure(
            is_listed || token.rank().is_some() || is_less_likely,
            || format!("likelier than what is listed, and not listed: {token:?}"),
        )?;
    }
    // The alternatives must be there for this to say anything.
    let is_any = answer.logprobs().content().iter().any(|token| {
        token
            .top_logprobs()
            .is_some_and(|top| top.iter().any(|top| top.is_same_token(token.chosen())))
    });
    ensure(is_any, || "no token is among its alternatives".into())
}

pub(crate) async fn alternatives_come_the_likeliest_first(lab: &Lab<'_>) -> Check {
    let answer = asked(lab, hello_scored()).await?;
    each_list(&answer, |token, scores| {
        ensure(scores.is_sorted_by(|a, b| a >= b), || {
            format!("not in order: {token:?}")
        })
    })
}

pub(crate) async fn the_mass_of_the_alternatives_is_at_most_one(lab: &Lab<'_>) -> Check {
    let answer = asked(lab, hello_scored()).await?;
    each_list(&answer, |token, scores| {
        let mass: f64 = scores.iter().map(|score| score.exp()).sum();
        ensure(mass <= 1.0 + 1e-4, || {
            format!("the mass is {mass}: {token:?}")
        })
    })
}

/// The scores of the alternatives of each token, of which there are two.
fn each_list(answer: &AiMessage, check: impl Fn(&TokenLogprob, &[f64]) -> Check) -> Check {
    let tokens = answer.logprobs().content();
    ensure(!tokens.is_empty(), || "there are no tokens".into())?;
    for token in tokens {
        let top = token.top_logprobs().unwrap_or_default();
        ensure(top.len() == 2, || {
            format!("it has not two alternatives: {token:?}")
        })?;
        let scores: Vec<f64> = top.iter().filter_map(|top| top.score().exact()).collect();
        check(token, &scores)?;
    }
    Ok(())
}

pub(crate) async fn no_log_probability_is_above_zero(lab: &Lab<'_>) -> Check {
    let answer = asked(lab, hello_scored()).await?;
    for token in answer.logprobs().content() {
        let mut all = token.candidates().chain([token.chosen()]);
        let above = all.find(|one| one.score().exact().is_some_and(|score| score > 1e-4));
        ensure(above.is_none(), || format!("above zero: {above:?}"))?;
    }
    ensure(answer.logprobs().measures().sum().is_some(), || {
        "there are no numbers".into()
    })
}

pub(crate) async fn a_stand_in_is_a_floor_and_no_number(lab: &Lab<'_>) -> Check {
    let stand_in = TokenLogprob::from(TopLogprob::new("b", -9999.0).with_bytes(b"b"));
    let script = Script::new()
        .scored("a", [token("a", 0.5)])
        .scored("b", [stand_in]);
    let rig = lab.whole(script.stop()).await?;
    let answer = rig.invoke(CallOptions::new().logprobs(true)).await?;
    let scores: Vec<Score> = answer
        .logprobs()
        .content()
        .iter()
        .map(TokenLogprob::score)
        .collect();
    same(
        "the scores",
        scores,
        vec![Score::Exact(0.5_f64.ln()), Score::Floor(-9999.0)],
    )
}

pub(crate) async fn pieces_without_tokens_change_nothing(lab: &Lab<'_>) -> Check {
    let mut answer = hello_scored();
    // A piece with nothing in it, and one with a list without tokens, at the beginning and at the end.
    let empty = Script::new().scored("", []).stop().pieces;
    let nothing = empty.into_iter().nth(1).unwrap_or_default();
    answer.pieces.insert(1, nothing.clone());
    answer.pieces.insert(answer.pieces.len() - 1, nothing);
    let rig = lab.streamed(answer).await?;
    let options = scored(CallOptions::new(), &rig.model.profile());
    let sum = rig.collect(options).await?;
    same("the number of tokens", sum.logprobs().content().len(), 3)?;
    Alignment::new(sum.logprobs().content(), &sum.text())?;
    Ok(())
}

pub(crate) async fn the_tokens_of_choices_are_kept_apart(lab: &Lab<'_>) -> Check {
    for streamed in [false, true] {
        let mut scenario = Scenario::whole(two_choices());
        scenario.streamed = streamed;
        let rig = lab.rig(scenario).await?;
        if streamed && lacks(&rig.model.profile(), Feature::StreamLogprobs) {
            continue;
        }
        let answer = rig
            .answer(streamed, CallOptions::new().logprobs(true).n(2))
            .await?;
        for choice in answer.choices() {
            same("the number of tokens", choice.logprobs().content().len(), 3)?;
            Alignment::new(choice.logprobs().content(), &choice.text())?;
        }
    }
    Ok(())
}

pub(crate) async fn an_answer_cut_by_its_limit_keeps_whole_tokens(lab: &Lab<'_>) -> Check {
    let script = Script::new()
        .scored("Hel", [token("Hel", 0.5)])
        .scored("lo", [token("lo", 0.5)]);
    let rig = lab.example(script.end(FinishReason::Length), false).await?;
    let answer = rig
        .invoke(CallOptions::new().logprobs(true).max_tokens(2))
        .await?;
    same(
        "the finish reason",
        answer.finish_reason(),
        Some(&FinishReason::Length),
    )?;
    same("the number of tokens", answer.logprobs().content().len(), 2)
}

pub(crate) async fn missing_log_probabilities_are_an_error(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    let outcome = rig.invoke(CallOptions::new().logprobs(true)).await;
    let error = failed("log probabilities were asked for and did not come", outcome)?;
    same("the kind", error.kind(), ErrorKind::LogprobsMissing)
}

/// The answer where log probabilities are asked for.
async fn asked(lab: &Lab<'_>, answer: Answer) -> Check<AiMessage> {
    let rig = lab.example(answer, false).await?;
    let options = options(&rig.model.profile());
    Ok(rig.invoke(options).await?)
}

fn options(profile: &Profile) -> CallOptions {
    scored(repeatable(profile), profile)
}

/// Asks for log probabilities, and for two alternatives where there are any.
pub(super) fn scored(options: CallOptions, profile: &Profile) -> CallOptions {
    let options = options.logprobs(true);
    match lacks(profile, Feature::TopLogprobs) {
        true => options,
        false => options.top_logprobs(2),
    }
}
