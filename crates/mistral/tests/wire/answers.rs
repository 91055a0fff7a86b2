use serde_json::{Value, json};
use surprisal_core::{
    CallOptions, Channel, ContentBlock, FinishReason, ListModels as _, Runnable as _, ToolCall,
    TopLogprob,
};
use surprisal_mistral::MistralOptions;
use surprisal_testing::server::Reply;

use crate::support::{body, chunk, served, streamed, whole};

/// A whole answer with reasoning, a reference and a call, and the same in chunks.
fn rich() -> (Value, Vec<Value>) {
    let text = |text: &str| json!({"type": "text", "text": text});
    let thinking = |parts: Value| json!({"type": "thinking", "thinking": parts});
    let reference = json!({"type": "reference", "reference_ids": [3]});
    let call = json!({"id": "gSIMJiOkT", "function": {"name": "f", "arguments": "{\"a\": 1}"}});
    let usage = json!({"prompt_tokens": 124, "total_tokens": 146, "completion_tokens": 22,
        "prompt_audio_seconds": 4, "num_cached_tokens": 16, "prompt_tokens_details": {"cached_tokens": 16, "audio_tokens": 50},
        "prompt_token_details": null, "service_tier": "standard"});
    let content = json!([
        thinking(json!([text("The üser"), text(" asks.")])),
        text("See"),
        reference,
        text("!")
    ]);
    let mut all = body(json!({"role": "assistant", "content": content, "tool_calls": [call]}));
    all["choices"][0]["finish_reason"] = "tool_calls".into();
    all["usage"] = usage.clone();
    let mut last = chunk(
        json!({"content": "!", "tool_calls": [call]}),
        Some("tool_calls"),
    );
    last["usage"] = usage;
    let chunks = vec![
        chunk(json!({"role": "assistant", "content": ""}), None),
        chunk(
            json!({"content": [thinking(json!([text("The üser")]))]}),
            None,
        ),
        chunk(
            json!({"content": [thinking(json!([text(" asks.")]))]}),
            None,
        ),
        chunk(json!({"content": [text("See"), reference]}), None),
        last,
    ];
    (all, chunks)
}

#[tokio::test]
async fn a_stream_adds_up_to_the_whole_answer_however_it_is_cut() {
    let (all, chunks) = rich();
    let whole = whole(&all).await.unwrap();
    let expected = [
        ContentBlock::reasoning("The üser asks."),
        ContentBlock::text("See"),
        ContentBlock::opaque(
            "mistral",
            json!({"type": "reference", "reference_ids": [3]}),
        ),
        ContentBlock::text("!"),
    ];
    assert_eq!(whole.content().blocks(), expected);
    let arguments = json!({"a": 1}).as_object().cloned().unwrap();
    assert_eq!(
        whole.tool_calls(),
        [ToolCall::new("gSIMJiOkT", "f", arguments)]
    );
    assert_eq!(whole.finish_reason(), Some(&FinishReason::ToolCalls));
    let usage = whole.usage();
    assert_eq!(
        (usage.input_tokens, usage.output_tokens),
        (Some(124), Some(22))
    );
    assert_eq!(
        (usage.cached_tokens, usage.input_audio_tokens),
        (Some(16), Some(50))
    );
    let metadata = whole.response_metadata();
    assert_eq!(metadata.service_tier.as_deref(), Some("standard"));
    assert_eq!(
        (metadata.id.as_deref(), metadata.model.as_deref()),
        (Some("a4e2"), Some("m-1"))
    );
    for bytes in [1, 2, 3, 7, 61, 1000, 100_000] {
        assert_eq!(streamed(&chunks, bytes).await.unwrap(), whole, "{bytes}");
    }
}

#[tokio::test]
async fn every_reason_to_end_is_told() {
    for (word, reason) in [
        ("stop", FinishReason::Stop),
        ("length", FinishReason::Length),
        ("tool_calls", FinishReason::ToolCalls),
        ("model_length", FinishReason::Length),
        ("error", FinishReason::Other("error".into())),
    ] {
        let mut all = body(json!({"content": "hi"}));
        all["choices"][0]["finish_reason"] = word.into();
        let told = whole(&all).await.unwrap().finish_reason().cloned();
        assert_eq!(told, Some(reason.clone()));
        let told = streamed(&[chunk(json!({"content": "hi"}), Some(word))], 1000).await;
        assert_eq!(told.unwrap().finish_reason(), Some(&reason));
    }
}

/// As Mistral's client library has had them; no hosted model gives them.
#[tokio::test]
async fn log_probabilities_of_answer_and_prompt_come_with_the_ids_of_their_tokens() {
    let entry = |text: &str, logprob: f64, id: u32| json!({"token": text, "logprob": logprob, "bytes": text.as_bytes(), "token_id": id});
    let mut first = entry("Hi", -0.25, 7);
    first["top_logprobs"] = json!([entry("Hi", -0.25, 7), entry("Yo", -2.5, 8)]);
    let mut all = body(json!({"content": "Hi!"}));
    all["choices"][0]["logprobs"] = json!({"content": [first, entry("!", -0.5, 9)]});
    all["prompt_logprobs"] = json!({"content": [entry("hi", -3.5, 5)]});
    let (_server, model) = served(Reply::json(200, all.to_string())).await;
    let options = CallOptions::new().logprobs(true).top_logprobs(2);
    let options =
        surprisal_core::Options::or(MistralOptions::new().prompt_logprobs(true).into(), &options);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    let scores = answer.logprobs();
    let told = |text: &str, logprob, id| {
        TopLogprob::new(text, logprob)
            .with_bytes(text.as_bytes())
            .with_id(id)
    };
    let content = scores.content();
    assert_eq!(content.len(), 2);
    assert_eq!(content[0].chosen(), &told("Hi", -0.25, 7));
    assert_eq!(
        content[0].top_logprobs(),
        Some(&[told("Hi", -0.25, 7), told("Yo", -2.5, 8)][..])
    );
    assert_eq!(
        (content[1].chosen(), content[1].top_logprobs()),
        (&told("!", -0.5, 9), None)
    );
    let prompt = scores.channel(Channel::Prompt).unwrap();
    assert_eq!(prompt[0].chosen(), &told("hi", -3.5, 5));
}

#[tokio::test]
async fn models_are_listed_with_what_they_can_do() {
    let card = json!({"id": "mistral-small-latest", "object": "model", "created": 1, "owned_by": "mistralai",
        "capabilities": {"vision": true}, "max_context_length": 131_072, "aliases": ["mistral-small"]});
    let list = json!({"object": "list", "data": [card]});
    let (server, model) = served(Reply::json(200, list.to_string())).await;
    let models = model.list_models().await.unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(models[0].id, "mistral-small-latest");
    assert_eq!(models[0].extra["capabilities"], json!({"vision": true}));
    assert_eq!(models[0].extra["max_context_length"], 131_072);
    assert_eq!(server.next_request().await.unwrap().path(), "/v1/models");
}
