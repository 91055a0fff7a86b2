use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, AiMessageChunk, Choice, ChoiceChunk, Content, ContentBlock, FinishReason,
    HumanMessage, InvalidToolCall, Media, Message, Messages, RunnableExt, ToolCall, ToolCallChunk,
    ToolMessage,
};
use surprisal_telemetry::TelemetryExt;

use crate::support::{Acme, Collector};

fn json_of(collector: &Collector, field: &str) -> Value {
    let fields = collector.chat().fields;
    serde_json::from_str(fields[field].as_str().unwrap()).unwrap()
}

/// A model that calls a tool, says something else as well, and declines.
fn caller() -> Acme {
    Acme::saying(|| {
        let call = ToolCallChunk::new(0, r#"{"city":"#);
        let call = call.with_id("call_1").with_name("weather");
        let choice = ChoiceChunk::new(0, "Let me ").with_tool_call_chunk(call);
        let rest = ChoiceChunk::new(0, "see.")
            .with_tool_call_chunk(ToolCallChunk::new(0, r#""Answerville"}"#))
            .with_finish_reason(FinishReason::ToolCalls);
        let other = ChoiceChunk::new(1, ContentBlock::refusal("No."))
            .with_finish_reason(FinishReason::Stop);
        vec![
            Ok(AiMessageChunk::default().with_choice(choice)),
            Ok(AiMessageChunk::default()
                .with_choice(rest)
                .with_choice(other)),
        ]
    })
}

#[tokio::test(start_paused = true)]
async fn what_is_said_is_not_recorded_unless_that_is_asked_for() {
    for model in [
        caller().with_telemetry(),
        caller()
            .with_telemetry()
            .with_content(true)
            .with_content(false),
    ] {
        let (collector, _guard) = Collector::start();
        model.invoke("Question!").await.unwrap();
        let chunks = model.stream("Question!").await.unwrap();
        AiMessageChunk::collect(chunks).await.unwrap();
        let everything = collector.everything();
        assert_eq!(collector.named("chat").len(), 2);
        for said in ["Question!", "Let me", "Answerville", "No."] {
            assert!(!everything.contains(said), "{said}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_one_message_a_choice_whole_or_streamed() {
    for streamed in [false, true] {
        let (collector, _guard) = Collector::start();
        let model = caller().with_telemetry().with_content(true);
        if streamed {
            let chunks = model.stream("Question!").await.unwrap();
            AiMessageChunk::collect(chunks).await.unwrap();
        } else {
            model.invoke("Question!").await.unwrap();
        }
        assert_eq!(
            json_of(&collector, "gen_ai.output.messages"),
            json!([
                {
                    "role": "assistant",
                    "parts": [
                        {"type": "text", "content": "Let me see."},
                        {"type": "tool_call", "id": "call_1", "name": "weather", "arguments": {"city": "Answerville"}},
                    ],
                    "finish_reason": "tool_call",
                },
                {
                    "role": "assistant",
                    "parts": [{"type": "refusal", "content": "No."}],
                    "finish_reason": "stop",
                },
            ])
        );
        assert_eq!(
            json_of(&collector, "gen_ai.input.messages"),
            json!([{"role": "user", "parts": [{"type": "text", "content": "Question!"}]}])
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_conversation_is_told_with_tool_calls_results_and_pictures() {
    let (collector, _guard) = Collector::start();
    let content = Content::from_iter([
        ContentBlock::text("What is this?"),
        ContentBlock::image_url("https://example.com/cat.png"),
        ContentBlock::image_bytes("image/png", [1, 2, 3]),
        ContentBlock::audio(Media::FileId("file-1".to_owned())),
        ContentBlock::opaque("acme", json!({"encrypted": "x"})),
    ]);
    let arguments = json!({"city": "Paris"}).as_object().unwrap().clone();
    let calls = Choice::new(ContentBlock::reasoning("Hm."))
        .with_tool_calls([ToolCall::new("call_1", "weather", arguments)])
        .with_invalid_tool_calls([InvalidToolCall::new("", "weather", r#"{"ci"#, "cut off")]);
    let picture = ContentBlock::image_url("https://example.com/map.png");
    let messages = Messages::from_iter([
        Message::system("Be brief."),
        HumanMessage::new(content).with_name("Ada").into(),
        AiMessage::from(calls).into(),
        Message::tool("call_1", "rainy"),
        ToolMessage::new("call_2", picture).into(),
    ]);
    let model = Acme::new().with_telemetry().with_content(true);
    model.invoke(messages).await.unwrap();
    assert_eq!(
        json_of(&collector, "gen_ai.input.messages"),
        json!([
            {"role": "system", "parts": [{"type": "text", "content": "Be brief."}]},
            {"role": "user", "name": "Ada", "parts": [
                {"type": "text", "content": "What is this?"},
                {"type": "uri", "modality": "image", "uri": "https://example.com/cat.png"},
                {"type": "blob", "modality": "image", "mime_type": "image/png", "content": "AQID"},
                {"type": "file", "modality": "audio", "file_id": "file-1"},
                {"type": "opaque"},
            ]},
            {"role": "assistant", "parts": [
                {"type": "reasoning", "content": "Hm."},
                {"type": "tool_call", "id": "call_1", "name": "weather", "arguments": {"city": "Paris"}},
                {"type": "tool_call", "id": null, "name": "weather", "arguments": "{\"ci"},
            ]},
            {"role": "tool", "parts": [{"type": "tool_call_response", "id": "call_1", "response": "rainy"}]},
            {"role": "tool", "parts": [{"type": "tool_call_response", "id": "call_2", "response": [
                {"type": "uri", "modality": "image", "uri": "https://example.com/map.png"},
            ]}]},
        ])
    );
}
