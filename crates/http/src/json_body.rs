use serde_json::{Map, Value};
use surprisal_core::{
    BaseMessage as _, CallOptions, Message, Messages, Result, Warning, unsupported,
};

use crate::WireRequest;

/// The JSON of a request, or an object in it, which has what is set and nothing else.
///
/// ```
/// use surprisal_core::CallOptions;
/// use surprisal_http::JsonBody;
///
/// let options = CallOptions::new().temperature(0.5).extra("tier", "night");
/// let body = JsonBody::new()
///     .set("model", "m")
///     .set("temperature", options.temperature)
///     .set("seed", options.seed)
///     .lay_over(&options, "acme");
/// assert_eq!(body.to_string(), r#"{"model":"m","temperature":0.5,"tier":"night"}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JsonBody(Map<String, Value>);

impl JsonBody {
    /// An object without a field.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field; null, as of an option that is not set, is left out.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => {}
            value => {
                self.0.insert(name.to_owned(), value);
            }
        }
        self
    }

    /// Adds the options under the provider's name, and [`CallOptions::extra`] over these.
    #[must_use]
    pub fn lay_over(mut self, options: &CallOptions, provider: &str) -> Self {
        lay_over(&mut self.0, options, provider);
        self
    }

    /// A request that posts it.
    pub fn post(self, path: impl Into<String>) -> WireRequest {
        WireRequest::post(path, self.to_string())
    }
}

/// Lays the options under the provider's name over the JSON of a request, and [`CallOptions::extra`] over these. An
/// object that is there already keeps the fields that an option's object does not have.
pub fn lay_over(body: &mut Map<String, Value>, options: &CallOptions, provider: &str) {
    for (name, value) in options.provider.get(provider).into_iter().flatten() {
        match (body.get_mut(name), value) {
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more.clone()),
            _ => {
                body.insert(name.clone(), value.clone());
            }
        }
    }
    body.extend(options.extra.clone());
}

/// Answers for a service that has no place for the names of speakers. A tool message's name does not count: it is the tool's.
///
/// # Errors
///
/// As [`unsupported`].
pub fn refuse_names(
    messages: &Messages,
    options: &CallOptions,
    provider: &'static str,
    warnings: &mut Vec<Warning>,
) -> Result<()> {
    let is_named =
        |message: &Message| message.name().is_some() && !matches!(message, Message::Tool(_));
    match messages.iter().any(is_named) {
        true => unsupported(
            options,
            warnings,
            provider,
            "name",
            "say in the text who speaks",
        ),
        false => Ok(()),
    }
}

impl std::fmt::Display for JsonBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A map of JSON values is written without fail.
        f.write_str(&serde_json::to_string(&self.0).unwrap_or_default())
    }
}

/// An object without a field is null, so that [`JsonBody::set`] leaves it out.
impl From<JsonBody> for Value {
    fn from(body: JsonBody) -> Self {
        match body.0.is_empty() {
            true => Self::Null,
            false => Self::Object(body.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use surprisal_core::{ErrorKind, HumanMessage, Policy, ToolMessage};

    use super::*;

    #[test]
    fn what_is_not_set_is_left_out_and_what_is_empty_is_not() {
        let body = JsonBody::new()
            .set("model", "m")
            .set("seed", None::<u32>)
            .set("null", Value::Null)
            .set("inner", JsonBody::new().set("seed", None::<u32>))
            .set("list", Vec::<Value>::new())
            .set("text", "");
        assert_eq!(body.to_string(), r#"{"model":"m","list":[],"text":""}"#);
        let request = body.post("say");
        assert_eq!((&*request.path, request.body.len()), ("say", 33));
    }

    #[test]
    fn objects_of_the_provider_are_laid_over_field_by_field_and_extra_takes_the_place_of_all() {
        let own = json!({"options": {"top_k": 3, "seed": 2}, "think": true, "stop": null});
        let options = CallOptions::new()
            .provider("acme", own.as_object().unwrap().clone())
            .provider("other", json!({"no": 1}).as_object().unwrap().clone())
            .extra("think", json!({"budget": 1}));
        let body = JsonBody::new()
            .set("options", JsonBody::new().set("seed", 1).set("stop", "a"))
            .set("think", false)
            .set("stop", "b")
            .lay_over(&options, "acme");
        let expected = json!({
            "options": {"seed": 2, "stop": "a", "top_k": 3},
            "think": {"budget": 1},
            "stop": null,
        });
        assert_eq!(Value::from(body), expected);
    }

    #[test]
    fn the_name_of_a_speaker_is_refused_and_that_of_a_tool_is_not() {
        let refuse = |message: Message, options: &CallOptions| {
            let mut warnings = Vec::new();
            let messages = Messages::from_iter([message]);
            refuse_names(&messages, options, "acme", &mut warnings).map(|()| warnings)
        };
        let strict = CallOptions::new();
        let named = || Message::from(HumanMessage::new("hi").with_name("Ada"));
        let error = refuse(named(), &strict).unwrap_err();
        assert_eq!(
            (error.kind(), error.option()),
            (ErrorKind::Unsupported, Some("name"))
        );
        assert!(
            error.message().contains("say in the text who speaks"),
            "{error}"
        );

        let warn = CallOptions::new().on_unsupported(Policy::Warn);
        let warnings = refuse(named(), &warn).unwrap();
        assert_eq!((warnings.len(), &*warnings[0].option), (1, "name"));

        let tool = ToolMessage::new("1", "sunny").with_name("weather");
        assert_eq!(refuse(tool.into(), &strict).unwrap(), []);
    }
}
