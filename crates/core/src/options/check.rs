use std::ops::RangeInclusive;
use std::time::Duration;

use super::CallOptions;
use crate::{Error, Result, ToolChoice};

impl CallOptions {
    /// Checks what can be known to be wrong before a request is made. Every provider does; it may have
    /// tighter limits of its own.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), naming the option, its value and
    /// what is allowed.
    ///
    /// ```
    /// use surprisal_core::CallOptions;
    ///
    /// let error = CallOptions::new().logprobs(true).top_logprobs(21).check().unwrap_err();
    /// assert_eq!(error.message(), "top_logprobs is 21: it must be from 0 to 20");
    /// ```
    pub fn check(&self) -> Result<()> {
        if let Some(top) = self.top_logprobs {
            if top > 20 {
                return Err(wrong(format!(
                    "top_logprobs is {top}: it must be from 0 to 20"
                )));
            }
            if !self.wants_logprobs() {
                return Err(wrong(format!(
                    "top_logprobs is {top} but logprobs is not on: set logprobs(true) as well"
                )));
            }
        }
        within("temperature", self.temperature, 0.0..=2.0)?;
        within("top_p", self.top_p, 0.0..=1.0)?;
        within("frequency_penalty", self.frequency_penalty, -2.0..=2.0)?;
        within("presence_penalty", self.presence_penalty, -2.0..=2.0)?;
        for (token_id, bias) in &self.logit_bias {
            within(
                &format!("logit_bias of token {token_id}"),
                Some(*bias),
                -100.0..=100.0,
            )?;
        }
        at_least_one("max_tokens", self.max_tokens)?;
        at_least_one("n", self.n)?;
        if self.stop.iter().flatten().any(String::is_empty) {
            return Err(wrong(
                "stop has an empty text: every answer would stop at once".into(),
            ));
        }
        positive("timeout", self.timeout)?;
        positive("idle_timeout", self.idle_timeout)?;
        self.check_tools()
    }

    fn check_tools(&self) -> Result<()> {
        let tools = self.tools.as_deref().unwrap_or_default();
        let names: Vec<&str> = tools.iter().map(|tool| tool.name()).collect();
        for (index, name) in names.iter().enumerate() {
            if name.is_empty() {
                return Err(wrong(format!("tool {index} has no name")));
            }
            if names.iter().take(index).any(|earlier| earlier == name) {
                return Err(wrong(format!(
                    "two tools have the name {name:?}: names must differ"
                )));
            }
        }
        match &self.tool_choice {
            Some(ToolChoice::Tool(name)) if !names.contains(&name.as_str()) => Err(wrong(format!(
                "tool_choice names {name:?}, which is not among the tools: {names:?}"
            ))),
            Some(ToolChoice::Required) if names.is_empty() => Err(wrong(
                "tool_choice requires a tool and there are no tools".into(),
            )),
            _ => Ok(()),
        }
    }
}

fn wrong(message: String) -> Error {
    Error::invalid_input(message)
}

fn within(name: &str, value: Option<f64>, range: RangeInclusive<f64>) -> Result<()> {
    match value {
        Some(value) if !range.contains(&value) => Err(wrong(format!(
            "{name} is {value}: it must be from {} to {}",
            range.start(),
            range.end()
        ))),
        _ => Ok(()),
    }
}

fn at_least_one(name: &str, value: Option<u32>) -> Result<()> {
    match value {
        Some(0) => Err(wrong(format!("{name} is 0: it must be at least 1"))),
        _ => Ok(()),
    }
}

fn positive(name: &str, value: Option<Duration>) -> Result<()> {
    match value {
        Some(Duration::ZERO) => Err(wrong(format!("{name} is zero: leave it out for no limit"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ToolDefinition;

    fn message(options: &CallOptions) -> String {
        options.check().unwrap_err().message().to_owned()
    }

    #[test]
    fn top_logprobs_needs_logprobs() {
        let hint = "top_logprobs is 0 but logprobs is not on: set logprobs(true) as well";
        assert_eq!(message(&CallOptions::new().top_logprobs(0)), hint);
        assert_eq!(
            message(&CallOptions::new().top_logprobs(0).logprobs(false)),
            hint
        );
    }

    #[test]
    fn numbers_are_in_range() {
        let options = CallOptions::new;
        assert_eq!(
            message(&options().temperature(2.5)),
            "temperature is 2.5: it must be from 0 to 2"
        );
        assert_eq!(
            message(&options().top_p(f64::NAN)),
            "top_p is NaN: it must be from 0 to 1"
        );
        assert_eq!(message(&options().n(0)), "n is 0: it must be at least 1");
        assert_eq!(
            message(&options().logit_bias(7, -101.0)),
            "logit_bias of token 7 is -101: it must be from -100 to 100"
        );
        assert!(
            options()
                .temperature(0.0)
                .seed(0)
                .frequency_penalty(-2.0)
                .check()
                .is_ok()
        );
    }

    #[test]
    fn a_tool_that_is_chosen_exists() {
        let tool = ToolDefinition::new("f", serde_json::Value::Null);
        let options = CallOptions::new().tools([tool.clone()]);
        let chosen = options.clone().tool_choice(ToolChoice::Tool("g".into()));
        assert_eq!(
            message(&chosen),
            r#"tool_choice names "g", which is not among the tools: ["f"]"#
        );
        assert!(options.tool_choice(ToolChoice::Required).check().is_ok());
        let twice = CallOptions::new().tools([tool.clone(), tool]);
        assert_eq!(
            message(&twice),
            r#"two tools have the name "f": names must differ"#
        );
    }
}
