//! Options: each has an effect, or is refused by its name.

use serde_json::{Map, Value};
use surprisal_core::{
    AiMessage, CallOptions, Error, ErrorKind, Feature, FinishReason, Policy, RunnableExt as _,
};

use super::settings::Setting;
use crate::conformance::check::{Check, ensure, failed, same};
use crate::conformance::lab::{Lab, lacks};
use crate::conformance::script::{Script, hello, hello_scored};
use crate::conformance::{Rig, Scenario, Seen, Stop};

macro_rules! answered {
    ($($case:ident $name:literal)*) => {$(
        pub(crate) async fn $case(lab: &Lab<'_>) -> Check {
            match Setting::of($name) {
                Some(setting) => answered(lab, &setting).await,
                None => Err(Stop::Fail("there is no such option".into())),
            }
        }
    )*};
}

answered! {
    the_option_logprobs_is_answered "logprobs"
    the_option_top_logprobs_is_answered "top_logprobs"
    the_option_temperature_is_answered "temperature"
    the_option_top_p_is_answered "top_p"
    the_option_max_tokens_is_answered "max_tokens"
    the_option_stop_is_answered "stop"
    the_option_seed_is_answered "seed"
    the_option_frequency_penalty_is_answered "frequency_penalty"
    the_option_presence_penalty_is_answered "presence_penalty"
    the_option_logit_bias_is_answered "logit_bias"
    the_option_n_is_answered "n"
    the_option_tools_is_answered "tools"
    the_option_tool_choice_is_answered "tool_choice"
    the_option_parallel_tool_calls_is_answered "parallel_tool_calls"
    the_option_response_format_is_answered "response_format"
    a_json_schema_is_answered "json_schema"
    the_option_reasoning_effort_is_answered "reasoning_effort"
    the_option_metadata_is_answered "metadata"
    the_option_extra_is_answered "extra"
    the_option_headers_is_answered "headers"
}

/// Either what is sent differs where the option is set, or it is refused by its name.
async fn answered(lab: &Lab<'_>, setting: &Setting) -> Check {
    let known_to_lack = |rig: &Rig| {
        setting
            .feature
            .map(|feature| lacks(&rig.model.profile(), feature))
    };
    let without = lab.example(hello_scored(), false).await?;
    if let Err(error) = without.invoke(short(&setting.without)).await {
        // What the option makes no sense without is looked at by a case of its own.
        return match error.kind() {
            ErrorKind::Unsupported => Err(Stop::Skip(error.message().to_owned())),
            _ => Err(error.into()),
        };
    }
    let with = lab.example(hello_scored(), false).await?;
    match with.invoke(short(&setting.with)).await {
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            ensure(known_to_lack(&with) != Some(false), || {
                format!(
                    "the capabilities do not say that there is none, and it is refused: {error}"
                )
            })?;
            check_refusal(&error, setting.option, &with)?;
            let warned = lab.example(hello_scored(), false).await?;
            let options = short(&setting.with).on_unsupported(Policy::Warn);
            check_warning(&warned.invoke(options).await?, setting.option)?;
            match (warned.seen(), without.seen()) {
                (Ok(warned), Ok(without)) => {
                    let bodies = |seen: Vec<_>| seen.into_iter().map(body).collect::<Vec<_>>();
                    same("what is sent without it", bodies(warned), bodies(without))
                }
                _ => Ok(()),
            }
        }
        Err(error) => Err(error.into()),
        Ok(_) => {
            ensure(known_to_lack(&with) != Some(true), || {
                "the capabilities say that there is none, and it is not refused".into()
            })?;
            let (with, without) = (with.only()?, without.only()?);
            if setting.option == "headers" {
                let is_there = with.headers.iter().any(|(name, value)| {
                    name.eq_ignore_ascii_case("x-conformance") && value == "conformance"
                });
                return ensure(is_there, || "the header did not arrive".into());
            }
            ensure(with.body != without.body, || {
                format!("with and without it this is sent: {}", with.body)
            })?;
            match setting.option {
                "extra" => with.says_in_order(&["unheard_of", "conformance"]),
                _ => Ok(()),
            }
        }
    }
}

pub(crate) async fn log_probabilities_of_a_stream_are_answered(lab: &Lab<'_>) -> Check {
    let rig = lab.example(hello_scored(), true).await?;
    let options = short(&CallOptions::new().logprobs(true));
    match rig.collect(options.clone()).await {
        Ok(answer) => {
            let profile = rig.model.profile();
            let known = [Feature::Logprobs, Feature::StreamLogprobs]
                .map(|feature| lacks(&profile, feature));
            ensure(known == [false, false], || {
                "the capabilities say that there are none, and they are not refused".into()
            })?;
            ensure(!answer.logprobs().is_empty(), || "there are none".into())
        }
        Err(error) => {
            check_refusal(&error, "logprobs", &rig)?;
            let rig = lab.example(hello(), true).await?;
            check_warning(
                &rig.collect(options.on_unsupported(Policy::Warn)).await?,
                "logprobs",
            )
        }
    }
}

pub(crate) async fn options_of_another_provider_are_passed_over(lab: &Lab<'_>) -> Check {
    let theirs = Map::from_iter([("strange_field".to_owned(), Value::from("of another"))]);
    let with = lab.example(hello(), false).await?;
    let options = CallOptions::new().provider("another-provider", theirs);
    with.invoke(short(&options)).await?;
    let without = lab.example(hello(), false).await?;
    without.invoke(short(&CallOptions::new())).await?;
    same("what is sent", with.only()?.body, without.only()?.body)
}

pub(crate) async fn an_option_out_of_range_is_refused_without_a_request(lab: &Lab<'_>) -> Check {
    for options in [
        CallOptions::new().temperature(-1.0),
        CallOptions::new().top_p(1.5),
        CallOptions::new().max_tokens(0),
        CallOptions::new().logprobs(true).top_logprobs(21),
        CallOptions::new().top_logprobs(2),
    ] {
        let rig = lab.example(hello(), false).await?;
        let shown = format!("{options:?}");
        let error = failed(&shown, rig.invoke(options).await)?;
        let is_known = matches!(
            error.kind(),
            ErrorKind::InvalidInput | ErrorKind::Unsupported
        );
        ensure(is_known, || format!("it is {error}, for {shown}"))?;
        same("the number of requests", rig.requests(), 0)?;
    }
    Ok(())
}

pub(crate) async fn a_limit_of_one_token_is_kept(lab: &Lab<'_>) -> Check {
    let answer = Script::new().say("Hel").end(FinishReason::Length);
    let rig = lab.example(answer, false).await?;
    let answer = rig.invoke(CallOptions::new().max_tokens(1)).await?;
    same(
        "the finish reason",
        answer.finish_reason(),
        Some(&FinishReason::Length),
    )?;
    match answer.usage().output_tokens {
        Some(tokens) => same("the tokens of the answer", tokens, 1),
        None => Ok(()),
    }
}

pub(crate) async fn a_zero_is_told_from_nothing(lab: &Lab<'_>) -> Check {
    let plain = CallOptions::new();
    told_apart(lab, &plain, &plain.clone().temperature(0.0)).await?;
    told_apart(lab, &plain, &plain.clone().top_p(0.0)).await
}

pub(crate) async fn zero_alternatives_are_told_from_nothing(lab: &Lab<'_>) -> Check {
    let asking = CallOptions::new().logprobs(true);
    told_apart(lab, &asking, &asking.clone().top_logprobs(0)).await
}

/// That with and without an option not the same is sent.
async fn told_apart(lab: &Lab<'_>, without: &CallOptions, with: &CallOptions) -> Check {
    let mut sent = Vec::new();
    for options in [without, with] {
        let rig = lab.whole(hello_scored()).await?;
        rig.seen()?;
        rig.invoke(options.clone()).await?;
        sent.push(rig.only()?.body);
    }
    let is_same = sent.first() == sent.last();
    ensure(!is_same, || {
        format!("{with:?} is sent as {without:?} is: {sent:?}")
    })
}

pub(crate) async fn what_came_is_kept_where_that_is_asked_for(lab: &Lab<'_>) -> Check {
    for streamed in [false, true] {
        for asked in [true, false] {
            let mut scenario = Scenario::whole(hello());
            scenario.streamed = streamed;
            let rig = lab.rig(scenario).await?;
            let answer = rig.answer(streamed, CallOptions::new().raw(asked)).await?;
            let raw = &answer.response_metadata().raw;
            let is_kept = raw.iter().any(|text| text.contains("world"));
            same("whether it is kept", is_kept, asked)?;
        }
    }
    Ok(())
}

/// That an option was refused by its name, and nothing sent.
fn check_refusal(error: &Error, option: &str, rig: &Rig) -> Check {
    same("the kind", error.kind(), ErrorKind::Unsupported)?;
    same(
        "the option that the error names",
        error.option(),
        Some(option),
    )?;
    ensure(error.provider().is_some(), || {
        "the error names no provider".into()
    })?;
    same("the number of requests", rig.requests(), 0)
}

fn check_warning(answer: &AiMessage, option: &str) -> Check {
    let warnings = &answer.response_metadata().warnings;
    let is_said = warnings.iter().any(|warning| warning.option == option);
    ensure(is_said, || {
        format!("of what was left out there is no warning but {warnings:?}")
    })
}

/// A model that really answers need not say much.
fn short(options: &CallOptions) -> CallOptions {
    let mut options = options.clone();
    options.max_tokens.get_or_insert(4);
    options
}

fn body(seen: Seen) -> String {
    seen.body
}
