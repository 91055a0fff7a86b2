use serde_json::{Value, json};
use surprisal_core::{
    CallOptions, ErrorKind, Messages, Policy, ResponseFormat, ToolChoice, ToolDefinition,
};
use surprisal_gemini::{Gemini, GeminiOptions};
use surprisal_http::{Protocol as _, Provider as _};

use crate::support::{asked, gemini, refused, sent, vertex_ai};

#[test]
fn what_is_not_asked_for_is_not_sent() {
    let expected = json!({"contents": [{"role": "user", "parts": [{"text": "hi"}]}]});
    assert_eq!(asked(CallOptions::new()), expected);
}

#[test]
fn each_portable_option_has_its_place() {
    let options = CallOptions::new()
        .logprobs(true)
        .top_logprobs(3)
        .temperature(0.0)
        .top_p(0.5)
        .max_tokens(9)
        .stop(["x"])
        .seed(-7)
        .frequency_penalty(0.25)
        .presence_penalty(-0.25)
        .n(2);
    let expected = json!({
        "responseLogprobs": true, "logprobs": 3, "temperature": 0.0, "topP": 0.5,
        "maxOutputTokens": 9, "stopSequences": ["x"], "seed": -7, "frequencyPenalty": 0.25,
        "presencePenalty": -0.25, "candidateCount": 2,
    });
    assert_eq!(asked(options)["generationConfig"], expected);
}

#[test]
fn zero_alternatives_are_none_at_vertex_ai_which_has_no_zero() {
    let options = CallOptions::new().logprobs(true).top_logprobs(0);
    let hi = Messages::from("hi");
    let config = |body: Value| body["generationConfig"].clone();
    let expected = json!({"responseLogprobs": true, "logprobs": 0});
    assert_eq!(config(sent(&gemini(), &hi, &options)), expected);
    let expected = json!({"responseLogprobs": true});
    assert_eq!(config(sent(&vertex_ai(), &hi, &options)), expected);
}

#[test]
fn labels_are_for_vertex_ai_alone() {
    let options = CallOptions::new().metadata("team", "a");
    let body = sent(&vertex_ai(), &Messages::from("hi"), &options);
    assert_eq!(body["labels"], json!({"team": "a"}));
    assert_eq!(refused(options).option(), Some("metadata"));
}

#[test]
fn own_options_have_their_places_and_extra_wins() {
    let own = GeminiOptions::new()
        .top_k(5)
        .include_thoughts(true)
        .thinking_budget(-1)
        .safety("HARM_CATEGORY_HARASSMENT", "BLOCK_NONE")
        .cached_content("cachedContents/a")
        .tool("googleSearch", json!({}))
        .response_modalities(["TEXT", "IMAGE"])
        .media_resolution("MEDIA_RESOLUTION_LOW")
        .image_config(json!({"aspectRatio": "1:1"}))
        .speech_config(json!({"languageCode": "de"}));
    let expected = json!({
        "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
        "tools": [{"googleSearch": {}}],
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        "cachedContent": "cachedContents/a",
        "generationConfig": {
            "topK": 5,
            "thinkingConfig": {"includeThoughts": true, "thinkingBudget": -1},
            "responseModalities": ["TEXT", "IMAGE"],
            "mediaResolution": "MEDIA_RESOLUTION_LOW",
            "imageConfig": {"aspectRatio": "1:1"},
            "speechConfig": {"languageCode": "de"},
        },
    });
    assert_eq!(asked(own), expected);
    let extra =
        CallOptions::from(GeminiOptions::new().cached_content("a")).extra("cachedContent", "b");
    assert_eq!(asked(extra)["cachedContent"], "b");
}

#[test]
fn effort_is_a_level_and_a_number_of_tokens_to_models_before_gemini_3() {
    let thinking = |model: &str, options: CallOptions| {
        let body = sent(&Gemini::new(model.into()), &Messages::from("hi"), &options);
        body["generationConfig"]["thinkingConfig"].clone()
    };
    let effort = |word: &str| CallOptions::new().reasoning_effort(word);
    for (model, word, expected) in [
        ("gemini-2.5-flash", "low", json!({"thinkingBudget": 1024})),
        (
            "models/gemini-2.5-pro",
            "high",
            json!({"thinkingBudget": 24576}),
        ),
        ("gemini-2.5-flash", "none", json!({"thinkingBudget": 0})),
        ("gemini-3-pro", "low", json!({"thinkingLevel": "low"})),
        ("gemini-3-pro", "none", json!({"thinkingBudget": 0})),
        (
            "gemini-flash-latest",
            "max",
            json!({"thinkingLevel": "max"}),
        ),
    ] {
        assert_eq!(thinking(model, effort(word)), expected, "{model} {word}");
    }
    let error = refused(effort("max"));
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    // What is said in Gemini's own terms goes before.
    let own = CallOptions::from(GeminiOptions::new().thinking_budget(9)).reasoning_effort("low");
    assert_eq!(thinking("gemini-3-pro", own), json!({"thinkingBudget": 9}));
}

#[test]
fn a_schema_is_enforced_or_told() {
    let schema = json!({"type": "object", "properties": {"b": {}, "a": {}}});
    let format = || ResponseFormat::json_schema("report", schema.clone()).with_description("what");
    let body = asked(CallOptions::new().response_format(format()));
    let mut titled = schema.clone();
    titled["title"] = "report".into();
    titled["description"] = "what".into();
    let expected = json!({"responseMimeType": "application/json", "responseJsonSchema": titled});
    assert_eq!(body["generationConfig"], expected);
    assert!(body.get("systemInstruction").is_none());

    let body = asked(CallOptions::new().response_format(format().with_strict(false)));
    assert_eq!(
        body["generationConfig"],
        json!({"responseMimeType": "application/json"})
    );
    let told = body["systemInstruction"]["parts"][0]["text"]
        .as_str()
        .unwrap();
    assert!(told.ends_with(&titled.to_string()), "{told}");
    let body = asked(CallOptions::new().response_format(ResponseFormat::Text));
    assert!(body.get("generationConfig").is_none());
}

#[test]
fn tools_and_which_of_them_to_call_are_sent() {
    let schema = json!({"type": "object"});
    let tool = ToolDefinition::new("f", schema.clone()).with_description("does");
    let offer = |tool: ToolDefinition| CallOptions::new().tools([tool]);
    let config =
        |options: CallOptions| asked(options)["toolConfig"]["functionCallingConfig"].clone();
    let declared = json!([{"functionDeclarations": [
        {"name": "f", "description": "does", "parametersJsonSchema": schema},
    ]}]);
    assert_eq!(asked(offer(tool.clone()))["tools"], declared);
    assert_eq!(config(offer(tool.clone())), Value::Null);
    let choose = |choice| config(offer(tool.clone()).tool_choice(choice));
    assert_eq!(choose(ToolChoice::Auto), json!({"mode": "AUTO"}));
    assert_eq!(choose(ToolChoice::None), json!({"mode": "NONE"}));
    assert_eq!(choose(ToolChoice::Required), json!({"mode": "ANY"}));
    let one = json!({"mode": "ANY", "allowedFunctionNames": ["f"]});
    assert_eq!(choose(ToolChoice::Tool("f".into())), one);
    let strict = || offer(tool.clone().with_strict(true));
    assert_eq!(config(strict()), json!({"mode": "VALIDATED"}));
    assert_eq!(
        config(strict().tool_choice(ToolChoice::Auto)),
        json!({"mode": "VALIDATED"})
    );
    assert_eq!(
        config(strict().tool_choice(ToolChoice::Required)),
        json!({"mode": "ANY"})
    );
}

#[test]
fn what_there_is_not_is_refused_by_its_name_or_left_out_with_a_warning() {
    for (options, option) in [
        (CallOptions::new().logit_bias(7, 1.0), "logit_bias"),
        (
            CallOptions::new().parallel_tool_calls(true),
            "parallel_tool_calls",
        ),
    ] {
        let error = refused(options.clone());
        assert_eq!(
            (error.kind(), error.option()),
            (ErrorKind::Unsupported, Some(option))
        );
        let options = options.on_unsupported(Policy::Warn);
        let request = gemini()
            .encode(&Messages::from("hi"), &options, false)
            .unwrap();
        assert_eq!(request.warnings[0].option, option);
    }
    let error = refused(CallOptions::new().seed(1 << 40));
    assert_eq!(
        error.message(),
        "seed is 1099511627776: Gemini's have 32 bits"
    );
}
