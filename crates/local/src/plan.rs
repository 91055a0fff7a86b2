use std::time::Duration;

use serde_json::Value;
use surprisal_core::{
    Basis, CallOptions, Error, ReasoningEffort, ResponseFormat, Result, ToolChoice, Warning,
    unsupported,
};

use crate::sampling::Settings;
use crate::{LocalOptions, PROVIDER};

/// A call's options, each answered.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) sampling: Settings,
    pub(crate) seed: u64,
    pub(crate) stop: Vec<String>,
    pub(crate) max_tokens: Option<usize>,
    pub(crate) choices: u32,
    pub(crate) logprobs: Option<PlannedLogprobs>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) warnings: Vec<Warning>,
}

/// Which log probabilities to give.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlannedLogprobs {
    /// How many alternatives, where a list of them was asked for.
    pub(crate) top: Option<usize>,
    pub(crate) basis: Basis,
    /// Whether to give those of the prompt too.
    pub(crate) prompt: bool,
}

impl Plan {
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) for a value that cannot be,
    /// [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported) for what a local model has not.
    pub(crate) fn new(options: CallOptions) -> Result<Self> {
        options.check()?;
        let own = own(&options)?;
        let mut plan = Self {
            sampling: Settings::default(),
            seed: 0,
            stop: Vec::new(),
            max_tokens: None,
            choices: 1,
            logprobs: None,
            timeout: None,
            idle_timeout: None,
            warnings: Vec::new(),
        };
        plan.leave_out(&options)?;
        let CallOptions {
            logprobs,
            top_logprobs,
            temperature,
            top_p,
            max_tokens,
            stop,
            seed,
            frequency_penalty,
            presence_penalty,
            logit_bias,
            n,
            timeout,
            idle_timeout,
            // Answered by `leave_out`.
            tools: _,
            tool_choice: _,
            response_format: _,
            reasoning_effort: _,
            metadata: _,
            extra: _,
            headers: _,
            raw: _,
            // Those of other providers are theirs; our own have been read.
            provider: _,
            on_unsupported: _,
            // Without tools it says nothing.
            parallel_tool_calls: _,
            // There is always something to give.
            on_logprobs_missing: _,
        } = options;
        plan.seed = seed.map_or_else(|| fastrand::u64(..), i64::cast_unsigned);
        plan.stop = stop.unwrap_or_default();
        plan.max_tokens = max_tokens.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        plan.choices = n.unwrap_or(1);
        plan.timeout = timeout;
        plan.idle_timeout = idle_timeout;
        plan.logprobs = (logprobs == Some(true)).then(|| PlannedLogprobs {
            top: top_logprobs.and_then(|count| usize::try_from(count).ok()),
            basis: match own.sampling_logprobs {
                Some(true) => Basis::Sampling,
                _ => Basis::Raw,
            },
            prompt: own.prompt_logprobs == Some(true),
        });
        let sampling = &mut plan.sampling;
        sampling.temperature = temperature.unwrap_or(sampling.temperature);
        sampling.top_p = top_p.or(sampling.top_p);
        sampling.top_k = own.top_k.or(sampling.top_k);
        sampling.min_p = own.min_p.or(sampling.min_p);
        sampling.frequency_penalty = frequency_penalty.unwrap_or_default();
        sampling.presence_penalty = presence_penalty.unwrap_or_default();
        sampling.logit_bias = logit_bias;
        Ok(plan)
    }

    /// What a local model does not have.
    fn leave_out(&mut self, options: &CallOptions) -> Result<()> {
        let has_tools = options
            .tools
            .as_ref()
            .is_some_and(|tools| !tools.is_empty());
        let chooses = !matches!(
            options.tool_choice,
            None | Some(ToolChoice::Auto | ToolChoice::None)
        );
        let formats = !matches!(options.response_format, None | Some(ResponseFormat::Text));
        let reasons = !matches!(options.reasoning_effort, None | Some(ReasoningEffort::None));
        let ask = "ask for what is wanted in the messages, or take a provider that has it";
        let none = "a local model sends no request, so there is nowhere to put it: leave it out";
        for (is_set, option, instead) in [
            (has_tools, "tools", ask),
            (chooses, "tool_choice", ask),
            (formats, "response_format", ask),
            (reasons, "reasoning_effort", ask),
            (!options.metadata.is_empty(), "metadata", none),
            (!options.extra.is_empty(), "extra", none),
            (!options.headers.is_empty(), "headers", none),
            (options.raw == Some(true), "raw", none),
        ] {
            if is_set {
                unsupported(options, &mut self.warnings, PROVIDER, option, instead)?;
            }
        }
        Ok(())
    }

    /// Checks what depends on the model.
    pub(crate) fn check_vocabulary(&self, size: usize) -> Result<()> {
        let outside = |id: &&u32| usize::try_from(**id).is_ok_and(|id| id >= size);
        match self.sampling.logit_bias.keys().find(outside) {
            Some(id) => Err(Error::invalid_input(format!(
                "logit_bias names the token {id}: the model's {size} tokens are 0 to {}",
                size.saturating_sub(1)
            ))),
            None => Ok(()),
        }
    }
}

fn own(options: &CallOptions) -> Result<LocalOptions> {
    let fields = options.provider.get(PROVIDER).cloned().unwrap_or_default();
    let own: LocalOptions = serde_json::from_value(Value::Object(fields)).map_err(|error| {
        Error::invalid_input(format!(
            "the options of the local model cannot be read: {error}"
        ))
        .with_source(error)
    })?;
    if own.top_k == Some(0) {
        return Err(Error::invalid_input("top_k is 0: it must be at least 1"));
    }
    if let Some(min_p) = own.min_p.filter(|min_p| !(0.0..=1.0).contains(min_p)) {
        return Err(Error::invalid_input(format!(
            "min_p is {min_p}: it must be from 0 to 1"
        )));
    }
    let needing = [
        ("prompt_logprobs", own.prompt_logprobs),
        ("sampling_logprobs", own.sampling_logprobs),
    ];
    for (name, set) in needing {
        if set == Some(true) && !options.wants_logprobs() {
            return Err(Error::invalid_input(format!(
                "{name} is set but logprobs is not on: set logprobs(true) as well"
            )));
        }
    }
    Ok(own)
}
