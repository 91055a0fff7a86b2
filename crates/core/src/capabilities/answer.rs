use std::borrow::Cow;

use super::{Capabilities, Feature, Support};
use crate::{CallOptions, Error, Result, Warning, unsupported};

impl Capabilities {
    /// The options of a call without what the service does not have, where the caller chose to be warned by
    /// [`on_unsupported`](CallOptions::on_unsupported). A provider asks this before it writes its request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported), naming the option, where the caller did not
    /// choose so; [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for more alternatives than the
    /// service lists.
    ///
    /// ```
    /// use surprisal_core::{CallOptions, Capabilities, Feature, Policy};
    ///
    /// let acme = Capabilities::UNKNOWN.no(&[Feature::Logprobs]);
    /// let options = CallOptions::new().logprobs(true);
    /// let mut warnings = Vec::new();
    /// let error = acme.answer(&options, false, "acme", &mut warnings).unwrap_err();
    /// assert!(error.message().starts_with("acme has no option `logprobs`: leave it out"));
    ///
    /// let options = options.on_unsupported(Policy::Warn);
    /// let left = acme.answer(&options, false, "acme", &mut warnings)?;
    /// assert_eq!((left.logprobs, &*warnings[0].option), (None, "logprobs"));
    /// # Ok::<(), surprisal_core::Error>(())
    /// ```
    pub fn answer<'a>(
        &self,
        options: &'a CallOptions,
        stream: bool,
        provider: &'static str,
        warnings: &mut Vec<Warning>,
    ) -> Result<Cow<'a, CallOptions>> {
        let mut left = Cow::Borrowed(options);
        for &feature in Feature::ALL {
            if self.support(feature) == Support::No && feature.is_asked_for(&left, stream) {
                let instead = self.advice(feature).unwrap_or_else(|| instead(feature));
                unsupported(options, warnings, provider, feature.option(), instead)?;
                feature.clear(left.to_mut());
            }
        }
        match (left.top_logprobs, self.top_logprobs_limit()) {
            (Some(asked), Some(most)) if asked > most => Err(Error::invalid_input(format!(
                "top_logprobs is {asked}: {provider} lists at most {most} alternatives a token"
            ))),
            _ => Ok(left),
        }
    }
}

/// What would work where a service does not have a feature.
fn instead(feature: Feature) -> &'static str {
    match feature {
        Feature::StreamLogprobs => {
            "it has it only where the answer is not streamed: use invoke, or leave it out"
        }
        Feature::JsonSchema => {
            "it takes no JSON schema: ask for a JSON object and describe it in the prompt, or offer a tool with that schema"
        }
        _ => "leave it out, or choose a service that has it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, Policy, ResponseFormat, ToolChoice, ToolDefinition};
    use serde_json::json;

    /// Options that ask for everything.
    fn everything() -> CallOptions {
        CallOptions::new()
            .logprobs(true)
            .top_logprobs(2)
            .stop(["x"])
            .seed(1)
            .frequency_penalty(0.5)
            .presence_penalty(0.5)
            .logit_bias(7, 1.0)
            .n(2)
            .tools([ToolDefinition::new("f", json!({}))])
            .tool_choice(ToolChoice::Auto)
            .parallel_tool_calls(true)
            .response_format(ResponseFormat::JsonObject)
            .reasoning_effort("low")
            .metadata("a", "b")
    }

    #[test]
    fn what_is_not_known_to_be_missing_is_tried() {
        let options = everything();
        let some = Capabilities::UNKNOWN.some_models(Feature::ALL);
        for capabilities in [Capabilities::UNKNOWN, some] {
            let mut warnings = Vec::new();
            let left = capabilities.answer(&options, true, "acme", &mut warnings);
            assert_eq!(left.unwrap(), Cow::Borrowed(&options));
            assert!(warnings.is_empty());
        }
    }

    #[test]
    fn each_feature_that_is_missing_is_refused_by_the_name_of_its_option() {
        let options = everything();
        let schema = ResponseFormat::json_schema("s", json!({}));
        let by_schema = everything().response_format(schema);
        for &feature in Feature::ALL {
            let acme = Capabilities::UNKNOWN.no(&[feature]);
            let options = match feature {
                Feature::JsonSchema => &by_schema,
                _ => &options,
            };
            let answered = acme.answer(options, true, "acme", &mut Vec::new());
            if feature == Feature::ScoreText {
                assert!(answered.is_ok());
                continue;
            }
            let error = answered.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert_eq!(error.option(), Some(feature.option()));

            let warned = options.clone().on_unsupported(Policy::Warn);
            let mut warnings = Vec::new();
            let left = acme.answer(&warned, true, "acme", &mut warnings).unwrap();
            assert!(!feature.is_asked_for(&left, true), "{feature}");
            assert_eq!(warnings.len(), 1, "{feature}");
        }
    }

    #[test]
    fn what_would_work_instead_is_said_of_what_it_is_about() {
        let acme = Capabilities::UNKNOWN
            .no(&[Feature::Seed, Feature::N])
            .instead(&[Feature::Seed], "ask Acme's other interface");
        let message = |options: &CallOptions| {
            let answered = acme.answer(options, false, "acme", &mut Vec::new());
            answered.unwrap_err().message().to_owned()
        };
        assert_eq!(
            message(&CallOptions::new().seed(1)),
            "acme has no option `seed`: ask Acme's other interface"
        );
        assert!(message(&CallOptions::new().n(2)).contains(": leave it out"));
    }

    #[test]
    fn only_a_stream_needs_streamed_log_probabilities() {
        let acme = Capabilities::UNKNOWN.no(&[Feature::StreamLogprobs]);
        let options = CallOptions::new().logprobs(true);
        let answer = |stream| acme.answer(&options, stream, "acme", &mut Vec::new());
        assert!(answer(false).is_ok());
        let error = answer(true).unwrap_err();
        assert!(error.message().ends_with("use invoke, or leave it out"));
    }

    #[test]
    fn more_alternatives_than_there_are_is_an_error() {
        let acme = Capabilities::UNKNOWN.most_top_logprobs(8);
        let ask = |count| CallOptions::new().logprobs(true).top_logprobs(count);
        assert!(acme.answer(&ask(8), false, "acme", &mut Vec::new()).is_ok());
        let error = acme
            .answer(&ask(9), false, "acme", &mut Vec::new())
            .unwrap_err();
        assert_eq!(
            error.message(),
            "top_logprobs is 9: acme lists at most 8 alternatives a token"
        );
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }

    #[test]
    fn what_is_said_later_holds() {
        let acme = Capabilities::UNKNOWN.no(Feature::ALL).yes(&[Feature::Seed]);
        assert_eq!(acme.support(Feature::Seed), Support::Yes);
        assert_eq!(acme.support(Feature::N), Support::No);
        assert_eq!(
            acme.with(Feature::ALL, Support::Unknown),
            Capabilities::UNKNOWN
        );
        assert!(format!("{acme:?}").contains(Feature::ALL[3].as_str()));
    }
}
