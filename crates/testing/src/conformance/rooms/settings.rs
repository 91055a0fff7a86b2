//! One value of each option, to see what comes of it.

use std::collections::BTreeMap;

use serde_json::json;
use surprisal_core::{CallOptions, Feature, Policy, ResponseFormat, ToolChoice};

use super::tools::tools;

/// An option that is set, beside the same options without it.
pub(super) struct Setting {
    pub(super) option: &'static str,
    /// What the capabilities call it.
    pub(super) feature: Option<Feature>,
    pub(super) without: CallOptions,
    pub(super) with: CallOptions,
}

impl Setting {
    /// The setting of the option of this name; a feature's name stands for its option.
    pub(super) fn of(name: &str) -> Option<Self> {
        // An answer without what was asked for is another matter.
        let plain = CallOptions::new().on_logprobs_missing(Policy::Warn);
        let own = |option, feature, with: fn(CallOptions) -> CallOptions| Self {
            option,
            feature,
            without: plain.clone(),
            with: with(plain.clone()),
        };
        let over = |option,
                    feature,
                    without: fn(CallOptions) -> CallOptions,
                    with: fn(CallOptions) -> CallOptions| {
            let without = without(plain.clone());
            let with = with(without.clone());
            Self {
                option,
                feature: Some(feature),
                without,
                with,
            }
        };
        Some(match name {
            "logprobs" => own("logprobs", Some(Feature::Logprobs), |o| o.logprobs(true)),
            "top_logprobs" => over(
                "top_logprobs",
                Feature::TopLogprobs,
                |o| o.logprobs(true),
                |o| o.top_logprobs(2),
            ),
            "temperature" => own("temperature", None, |o| o.temperature(0.25)),
            "top_p" => own("top_p", None, |o| o.top_p(0.75)),
            "max_tokens" => own("max_tokens", None, |o| o.max_tokens(17)),
            "stop" => own("stop", Some(Feature::Stop), |o| o.stop(["END"])),
            "seed" => own("seed", Some(Feature::Seed), |o| o.seed(424_242)),
            "frequency_penalty" => own("frequency_penalty", Some(Feature::FrequencyPenalty), |o| {
                o.frequency_penalty(0.5)
            }),
            "presence_penalty" => own("presence_penalty", Some(Feature::PresencePenalty), |o| {
                o.presence_penalty(0.5)
            }),
            "logit_bias" => own("logit_bias", Some(Feature::LogitBias), |o| {
                o.logit_bias(7, -3.0)
            }),
            "n" => own("n", Some(Feature::N), |o| o.n(2)),
            "tools" => own("tools", Some(Feature::Tools), |o| o.tools(tools())),
            "tool_choice" => over(
                "tool_choice",
                Feature::ToolChoice,
                |o| o.tools(tools()),
                |o| o.tool_choice(ToolChoice::Required),
            ),
            "parallel_tool_calls" => over(
                "parallel_tool_calls",
                Feature::ParallelToolCalls,
                |o| o.tools(tools()),
                |o| o.parallel_tool_calls(false),
            ),
            "response_format" => own("response_format", Some(Feature::JsonObject), |o| {
                o.response_format(ResponseFormat::JsonObject)
            }),
            "json_schema" => own("response_format", Some(Feature::JsonSchema), |o| {
                o.response_format(ResponseFormat::json_schema("s", json!({"type": "object"})))
            }),
            "reasoning_effort" => own("reasoning_effort", Some(Feature::ReasoningEffort), |o| {
                o.reasoning_effort("low")
            }),
            "metadata" => own("metadata", Some(Feature::Metadata), |o| {
                o.metadata("purpose", "conformance")
            }),
            "extra" => own("extra", None, |o| o.extra("unheard_of", "conformance")),
            "headers" => own("headers", None, |o| {
                o.header("x-conformance", "conformance")
            }),
            _ => return None,
        })
    }
}

/// The case that looks at each of the portable options, by the option's name.
pub fn cases_of_options() -> BTreeMap<&'static str, &'static str> {
    // Taken apart whole: an option that no case looks at does not compile.
    let CallOptions {
        logprobs: _,
        top_logprobs: _,
        temperature: _,
        top_p: _,
        max_tokens: _,
        stop: _,
        seed: _,
        frequency_penalty: _,
        presence_penalty: _,
        logit_bias: _,
        n: _,
        tools: _,
        tool_choice: _,
        parallel_tool_calls: _,
        response_format: _,
        reasoning_effort: _,
        metadata: _,
        extra: _,
        headers: _,
        timeout: _,
        idle_timeout: _,
        provider: _,
        on_unsupported: _,
        on_logprobs_missing: _,
        raw: _,
    } = CallOptions::default();
    BTreeMap::from([
        ("logprobs", "the_option_logprobs_is_answered"),
        ("top_logprobs", "the_option_top_logprobs_is_answered"),
        ("temperature", "the_option_temperature_is_answered"),
        ("top_p", "the_option_top_p_is_answered"),
        ("max_tokens", "the_option_max_tokens_is_answered"),
        ("stop", "the_option_stop_is_answered"),
        ("seed", "the_option_seed_is_answered"),
        (
            "frequency_penalty",
            "the_option_frequency_penalty_is_answered",
        ),
        (
            "presence_penalty",
            "the_option_presence_penalty_is_answered",
        ),
        ("logit_bias", "the_option_logit_bias_is_answered"),
        ("n", "the_option_n_is_answered"),
        ("tools", "the_option_tools_is_answered"),
        ("tool_choice", "the_option_tool_choice_is_answered"),
        (
            "parallel_tool_calls",
            "the_option_parallel_tool_calls_is_answered",
        ),
        ("response_format", "the_option_response_format_is_answered"),
        (
            "reasoning_effort",
            "the_option_reasoning_effort_is_answered",
        ),
        ("metadata", "the_option_metadata_is_answered"),
        ("extra", "the_option_extra_is_answered"),
        ("headers", "the_option_headers_is_answered"),
        ("timeout", "an_answer_has_a_time_limit"),
        ("idle_timeout", "a_stream_has_an_idle_limit"),
        ("provider", "options_of_another_provider_are_passed_over"),
        (
            "on_unsupported",
            "log_probabilities_of_a_stream_are_answered",
        ),
        (
            "on_logprobs_missing",
            "missing_log_probabilities_are_a_warning_where_that_is_chosen",
        ),
        ("raw", "what_came_is_kept_where_that_is_asked_for"),
    ])
}
