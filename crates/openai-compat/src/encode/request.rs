use serde_json::{Map, Value, json};
use surprisal_core::{CallOptions, ResponseFormat, ToolChoice, ToolDefinition};
use surprisal_http::lay_over;

/// What of the request depends on the server rather than on the call.
#[derive(Debug)]
pub(crate) struct Wire<'a> {
    /// The name under which the service's own options are found.
    pub(crate) own_options: &'a str,
    pub(crate) model: &'a str,
    /// The field that limits the answer's tokens.
    pub(crate) max_tokens: &'a str,
    /// Whether to ask for the usage of a stream.
    pub(crate) stream_usage: bool,
    /// Puts what the portable options say as the server wants it.
    pub(crate) translate: fn(&mut Map<String, Value>),
}

/// The body of a request.
pub(crate) fn body(
    wire: &Wire<'_>,
    messages: Vec<Value>,
    options: &CallOptions,
    stream: bool,
) -> Map<String, Value> {
    // Taken apart whole: an option that is not answered here does not compile.
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
        tools,
        tool_choice,
        parallel_tool_calls,
        response_format,
        reasoning_effort,
        metadata,
        extra: _,
        provider: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _,
        idle_timeout: _,
        headers: _,
        on_unsupported: _,
        on_logprobs_missing: _,
        raw: _,
    } = options;

    let mut body = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(key.to_owned(), value);
        }
    };
    set("model", Some(wire.model.into()));
    set("messages", Some(messages.into()));
    set("logprobs", logprobs.map(Value::from));
    set("top_logprobs", top_logprobs.map(Value::from));
    set("temperature", temperature.map(Value::from));
    set("top_p", top_p.map(Value::from));
    set(wire.max_tokens, max_tokens.map(Value::from));
    // An empty list takes back what an earlier layer set; on the wire it is no list.
    let stop = stop.clone().filter(|texts| !texts.is_empty());
    set("stop", stop.map(Value::from));
    set("seed", seed.map(Value::from));
    set("frequency_penalty", frequency_penalty.map(Value::from));
    set("presence_penalty", presence_penalty.map(Value::from));
    let biases = logit_bias
        .iter()
        .map(|(token, bias)| (token.to_string(), (*bias).into()));
    set(
        "logit_bias",
        (!logit_bias.is_empty()).then(|| Value::Object(biases.collect())),
    );
    set("n", n.map(Value::from));
    let tools = tools.as_ref().filter(|tools| !tools.is_empty());
    set("tools", tools.map(|tools| tools.iter().map(tool).collect()));
    set("tool_choice", tool_choice.as_ref().map(choice));
    set("parallel_tool_calls", parallel_tool_calls.map(Value::from));
    set("response_format", response_format.as_ref().map(format));
    set(
        "reasoning_effort",
        reasoning_effort
            .as_ref()
            .map(|effort| effort.as_str().into()),
    );
    set("metadata", (!metadata.is_empty()).then(|| json!(metadata)));
    if stream {
        set("stream", Some(true.into()));
        set(
            "stream_options",
            wire.stream_usage.then(|| json!({"include_usage": true})),
        );
    }
    (wire.translate)(&mut body);
    lay_over(&mut body, options, wire.own_options);
    body
}

fn tool(tool: &ToolDefinition) -> Value {
    let mut function = Map::new();
    function.insert("name".to_owned(), tool.name().into());
    if let Some(description) = tool.description() {
        function.insert("description".to_owned(), description.into());
    }
    function.insert("parameters".to_owned(), tool.parameters().clone());
    if let Some(strict) = tool.strict() {
        function.insert("strict".to_owned(), strict.into());
    }
    json!({"type": "function", "function": function})
}

fn choice(choice: &ToolChoice) -> Value {
    match choice {
        ToolChoice::Tool(name) => json!({"type": "function", "function": {"name": name}}),
        ToolChoice::None => "none".into(),
        ToolChoice::Required => "required".into(),
        _ => "auto".into(),
    }
}

fn format(format: &ResponseFormat) -> Value {
    match format {
        ResponseFormat::JsonObject => json!({"type": "json_object"}),
        ResponseFormat::JsonSchema {
            name,
            description,
            schema,
            strict,
            ..
        } => {
            let mut inner = Map::new();
            inner.insert("name".to_owned(), name.as_str().into());
            inner.insert("schema".to_owned(), schema.clone());
            if let Some(description) = description {
                inner.insert("description".to_owned(), description.as_str().into());
            }
            if let Some(strict) = strict {
                inner.insert("strict".to_owned(), (*strict).into());
            }
            json!({"type": "json_schema", "json_schema": inner})
        }
        _ => json!({"type": "text"}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_keeps_the_order_of_its_fields() {
        // A model writes the fields in this order, so that "reason" first means that it reasons first.
        let schema =
            json!({"properties": {"reason": {}, "answer": {}}, "additionalProperties": false});
        let options = CallOptions::new().response_format(ResponseFormat::json_schema("s", schema));
        let wire = Wire {
            own_options: "p",
            model: "m",
            max_tokens: "max_tokens",
            stream_usage: true,
            translate: |_| {},
        };
        let body = body(&wire, Vec::new(), &options, false);
        let text = serde_json::to_string(&body).unwrap();
        let places = ["\"reason\"", "\"answer\"", "additionalProperties"].map(|key| text.find(key));
        assert!(places.is_sorted() && places[0].is_some(), "{text}");
    }
}
