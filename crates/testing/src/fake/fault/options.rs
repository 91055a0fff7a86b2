use surprisal_core::{CallOptions, Error, Result};

/// The options without the one of this name.
pub(super) fn without(mut options: CallOptions, name: &str) -> Result<CallOptions> {
    match name {
        "logprobs" => (options.logprobs, options.top_logprobs) = (None, None),
        "top_logprobs" => options.top_logprobs = None,
        "temperature" => options.temperature = None,
        "top_p" => options.top_p = None,
        "max_tokens" => options.max_tokens = None,
        "stop" => options.stop = None,
        "seed" => options.seed = None,
        "frequency_penalty" => options.frequency_penalty = None,
        "presence_penalty" => options.presence_penalty = None,
        "logit_bias" => options.logit_bias.clear(),
        "n" => options.n = None,
        "tools" => (options.tools, options.tool_choice) = (None, None),
        "tool_choice" => options.tool_choice = None,
        "parallel_tool_calls" => options.parallel_tool_calls = None,
        "response_format" => options.response_format = None,
        "reasoning_effort" => options.reasoning_effort = None,
        "timeout" => options.timeout = None,
        "idle_timeout" => options.idle_timeout = None,
        _ => {
            return Err(Error::invalid_input(format!(
                "the fake chat model is to ignore the option {name:?}, which has no bearing on what it says"
            )));
        }
    }
    Ok(options)
}
