use clap::Args;
use surprisal::{CallOptions, Message, Messages};

/// How the answer is made. What is not set is left to the model.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Sampling {
    /// What the model is told before everything else
    #[arg(long, value_name = "TEXT")]
    pub(crate) system: Option<String>,
    /// How much chance there is, 0 to 2
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) temperature: Option<f64>,
    /// Sample from the likeliest tokens that have this probability together, 0 to 1
    #[arg(long, value_name = "MASS", allow_negative_numbers = true)]
    pub(crate) top_p: Option<f64>,
    /// The most tokens to answer with
    #[arg(long, value_name = "COUNT")]
    pub(crate) max_tokens: Option<u32>,
    /// Makes chance repeatable
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) seed: Option<i64>,
    /// A text at which to stop; may be given several times
    #[arg(long, value_name = "TEXT")]
    pub(crate) stop: Vec<String>,
}

impl Sampling {
    /// The options of each call. What is out of range is the model's to say.
    pub(crate) fn options(&self) -> CallOptions {
        CallOptions {
            temperature: self.temperature,
            top_p: self.top_p,
            max_tokens: self.max_tokens,
            seed: self.seed,
            stop: Some(self.stop.clone()).filter(|stop| !stop.is_empty()),
            ..CallOptions::default()
        }
    }

    /// The conversation with what the model is told before it.
    pub(crate) fn messages(&self, conversation: Messages) -> Messages {
        let system = self
            .system
            .iter()
            .map(|text| Message::system(text.as_str()));
        system.chain(conversation).collect()
    }
}

/// Whether log probabilities are asked for.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct LogprobsFlag {
    /// Log probabilities, with so many alternatives for each token (0 to 20; 5 unless given)
    #[arg(
        long,
        value_name = "K",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "5",
        value_parser = clap::value_parser!(u32).range(0..=20),
    )]
    pub(crate) logprobs: Option<u32>,
}

impl LogprobsFlag {
    /// The options with what is asked for here.
    pub(crate) fn on(&self, options: CallOptions) -> CallOptions {
        match self.logprobs {
            // Some providers refuse a list of none, and all take it to be left out.
            Some(0) => options.logprobs(true),
            Some(count) => options.logprobs(true).top_logprobs(count),
            None => options,
        }
    }
}
