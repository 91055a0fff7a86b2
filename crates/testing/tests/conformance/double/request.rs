//! What the double sends.

use serde_json::{Map, Value, json};
use surprisal_core::{
    BaseMessage as _, CallOptions, Content, ContentBlock, HumanMessage, Media, Message, Messages,
    ResponseFormat, ToolChoice,
};
use surprisal_testing::conformance::{KEY, Seen};

pub(super) fn request(fault: &str, messages: &Messages, options: &CallOptions) -> Seen {
    let mut headers = vec![("authorization".to_owned(), format!("Bearer {KEY}"))];
    let is_lost = |name: &str| fault == "the_option_headers_is_answered" && name == "x-conformance";
    let own = options.headers.iter().filter(|(name, _)| !is_lost(name));
    headers.extend(own.map(|(name, value)| (name.clone(), value.expose().to_owned())));
    let body = json!({"model": "double-1", "messages": said(fault, messages), "options": asked(fault, options)});
    let mut text = body.to_string();
    if fault == "characters_of_every_script_are_sent" {
        text = text.replace(|c: char| !c.is_ascii(), "?");
    }
    Seen::new(headers, text)
}

fn said(fault: &str, messages: &Messages) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut before = None;
    for message in messages {
        if fault == "several_messages_of_one_role_arrive_in_their_order"
            && before == Some(message.role())
        {
            continue;
        }
        before = Some(message.role());
        if fault == "a_long_conversation_arrives_whole" && out.len() >= 100 {
            break;
        }
        out.push(one(fault, message));
    }
    out
}

fn one(fault: &str, message: &Message) -> Value {
    let is_flat = match message {
        Message::System(_) => fault == "a_system_message_is_told_from_a_human_one",
        Message::Developer(_) => fault == "a_developer_message_is_told_from_a_human_one",
        Message::Ai(answer) => {
            fault == "an_earlier_answer_is_told_from_a_human_message"
                && answer.tool_calls().is_empty()
        }
        _ => false,
    };
    let content = message
        .content()
        .blocks()
        .iter()
        .filter(|block| !is_lost(fault, block));
    let content = Content::from_iter(content.cloned());
    let mut json = match message {
        _ if is_flat => json!(Message::human(content)),
        Message::Human(human) => {
            let own = HumanMessage::new(content);
            json!(Message::from(
                match human
                    .name()
                    .filter(|_| fault != "a_name_arrives_or_is_refused")
                {
                    Some(name) => own.with_name(name),
                    None => own,
                }
            ))
        }
        other => json!(other),
    };
    if let Message::Tool(result) = message {
        if fault == "the_result_of_a_call_goes_back" {
            json["tool_call_id"] = Value::Null;
        }
        if fault == "the_error_of_a_call_goes_back" && result.is_error() {
            json["content"] = "failed".into();
        }
    }
    json
}

fn is_lost(fault: &str, block: &ContentBlock) -> bool {
    match block {
        ContentBlock::Image {
            media: Media::Url(_),
            ..
        } => fault == "a_picture_by_its_address_arrives_or_is_refused",
        ContentBlock::Image { .. } => fault == "a_picture_by_its_bytes_arrives_or_is_refused",
        ContentBlock::Audio { .. } => fault == "a_sound_arrives_or_is_refused",
        ContentBlock::File { .. } => fault == "a_document_arrives_or_is_refused",
        _ => false,
    }
}

fn asked(fault: &str, options: &CallOptions) -> Map<String, Value> {
    let mut out = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        // A zero is lost by a fault of its own.
        let is_zero = value.as_ref().and_then(Value::as_f64) == Some(0.0);
        let is_lost = match is_zero {
            true if name == "top_logprobs" => fault == "zero_alternatives_are_told_from_nothing",
            true => fault == "a_zero_is_told_from_nothing",
            false => fault == format!("the_option_{name}_is_answered"),
        };
        if let Some(value) = value.filter(|_| !is_lost) {
            out.insert(name.to_owned(), value);
        }
    };
    set("logprobs", options.logprobs.map(Value::from));
    set("top_logprobs", options.top_logprobs.map(Value::from));
    set("temperature", options.temperature.map(Value::from));
    set("top_p", options.top_p.map(Value::from));
    set("max_tokens", options.max_tokens.map(Value::from));
    set("stop", options.stop.clone().map(Value::from));
    set("seed", options.seed.map(Value::from));
    set(
        "frequency_penalty",
        options.frequency_penalty.map(Value::from),
    );
    set(
        "presence_penalty",
        options.presence_penalty.map(Value::from),
    );
    set(
        "logit_bias",
        (!options.logit_bias.is_empty()).then(|| json!(options.logit_bias)),
    );
    set("n", options.n.map(Value::from));
    let tools = options.tools.iter().flatten().map(|tool| {
        let description = tool.description().filter(|_| fault != "a_tool_arrives");
        json!({"name": tool.name(), "description": description, "parameters": tool.parameters()})
    });
    let tools: Vec<Value> = tools.collect();
    set("tools", (!tools.is_empty()).then(|| tools.into()));
    let is_required = options.tool_choice == Some(ToolChoice::Required);
    match &options.tool_choice {
        Some(choice) if !is_required => set("choice", Some(format!("{choice:?}").into())),
        Some(_) if fault == "each_choice_of_a_tool_arrives" => set("choice", Some("Auto".into())),
        Some(choice) => set("tool_choice", Some(format!("{choice:?}").into())),
        None => {}
    }
    set(
        "parallel_tool_calls",
        options.parallel_tool_calls.map(Value::from),
    );
    match &options.response_format {
        Some(ResponseFormat::JsonSchema { name, .. })
            if fault == "a_json_schema_is_answered" && name == "s" => {}
        Some(ResponseFormat::JsonSchema {
            name,
            description,
            schema,
            strict,
            ..
        }) => {
            let strict = strict.filter(|_| fault != "a_strict_schema_is_told_from_one_that_is_not");
            let schema = match fault {
                "a_schema_arrives_with_the_order_of_its_fields" => sorted(schema),
                _ => schema.clone(),
            };
            set(
                "schema",
                Some(
                    json!({"name": name, "description": description, "schema": schema, "strict": strict}),
                ),
            );
        }
        Some(other) => set("response_format", Some(format!("{other:?}").into())),
        None => {}
    }
    let effort = options.reasoning_effort.as_ref();
    set(
        "reasoning_effort",
        effort.map(|effort| effort.as_str().into()),
    );
    set(
        "metadata",
        (!options.metadata.is_empty()).then(|| json!(options.metadata)),
    );
    set(
        "extra",
        (!options.extra.is_empty()).then(|| json!(options.extra)),
    );
    if fault == "options_of_another_provider_are_passed_over" && !options.provider.is_empty() {
        set("others", Some(json!(options.provider)));
    }
    out
}

fn sorted(schema: &Value) -> Value {
    let Value::Object(fields) = schema else {
        return schema.clone();
    };
    let mut fields: Vec<_> = fields
        .iter()
        .map(|(key, value)| (key.clone(), sorted(value)))
        .collect();
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    Value::Object(fields.into_iter().collect())
}
