//! What every provider's own options can do.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use surprisal::CallOptions;
use surprisal::anthropic::{AnthropicOptions, Thinking};
use surprisal::cohere::CohereOptions;
use surprisal::gemini::GeminiOptions;
use surprisal::mistral::MistralOptions;
use surprisal::ollama::OllamaOptions;
use surprisal::openai::{Api, OpenAiOptions};

/// Asserts that options that were written as JSON and read again are the same, and are sent as the same.
fn outlive_json<O>(options: &O)
where
    O: Clone + Debug + PartialEq + Default + Serialize + DeserializeOwned + Into<CallOptions>,
{
    let written = serde_json::to_string(options).unwrap();
    let read: O = serde_json::from_str(&written).unwrap();
    assert_eq!(&read, options, "{written}");
    assert_ne!(read, O::default(), "{written}");
    let (read, options): (CallOptions, CallOptions) = (read.into(), options.clone().into());
    assert_eq!(read, options);
    let none: O = serde_json::from_value(json!({})).unwrap();
    assert_eq!(none, O::default());
}

#[test]
fn they_can_be_kept_in_a_file() {
    outlive_json(
        &AnthropicOptions::new()
            .thinking(Thinking::budget(2048))
            .beta("b"),
    );
    outlive_json(&CohereOptions::new().top_k(40).documents(["d"]));
    outlive_json(&GeminiOptions::new().top_k(40).thinking_level("low"));
    outlive_json(&MistralOptions::new().safe_prompt(true));
    outlive_json(&OllamaOptions::new().top_k(40).keep_loaded());
    outlive_json(&OpenAiOptions::new().api(Api::Responses).store(false));
}
