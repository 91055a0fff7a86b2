use serde_json::json;
use surprisal_anthropic::{AnthropicOptions, CacheTtl, cache_point};
use surprisal_core::{CallOptions, Content, ContentBlock, Message, Messages, ToolMessage};

use super::{body, refused};

const HOUR: CacheTtl = CacheTtl::OneHour;

#[test]
fn the_end_of_the_system_messages_is_marked() {
    let messages = [
        Message::system("a"),
        Message::developer("b"),
        Message::human("hi"),
    ];
    let messages: Messages = messages.into_iter().collect();
    let body = body(messages, AnthropicOptions::new().cache_system(HOUR));
    let control = json!({"type": "ephemeral", "ttl": "1h"});
    assert_eq!(
        body["system"],
        json!([
            {"type": "text", "text": "a"},
            {"type": "text", "text": "b", "cache_control": control},
        ])
    );
    // Where there are none there is nothing to mark.
    let none = super::body(
        "hi",
        AnthropicOptions::new().cache_system(HOUR).cache_tools(HOUR),
    );
    assert!(none.get("system").is_none() && none.get("tools").is_none());
}

#[test]
fn a_point_marks_the_block_before_it() {
    let control = json!({"type": "ephemeral", "ttl": "5m"});
    let point = || cache_point(CacheTtl::FiveMinutes);
    let human = Content::from_iter([
        ContentBlock::text("long"),
        point(),
        ContentBlock::text("short"),
    ]);
    let ai = Content::from_iter([ContentBlock::text("said"), point()]);
    let result = Content::from_iter([ContentBlock::text("rain"), point()]);
    let messages = [
        Message::human(human),
        Message::ai(ai),
        ToolMessage::new("call_a", result).into(),
    ];
    let messages: Messages = messages.into_iter().collect();
    assert_eq!(
        body(messages, CallOptions::new())["messages"],
        json!([
            {"role": "user", "content": [
                {"type": "text", "text": "long", "cache_control": control},
                {"type": "text", "text": "short"},
            ]},
            {"role": "assistant", "content": [{"type": "text", "text": "said", "cache_control": control}]},
            {"role": "user", "content": [{
                "type": "tool_result",
                "tool_use_id": "call_a",
                "content": [{"type": "text", "text": "rain"}],
                "cache_control": control,
            }]},
        ])
    );
}

#[test]
fn a_point_with_nothing_before_it_is_refused() {
    let message = Message::human(Content::from_iter([cache_point(HOUR), "hi".into()]));
    let message = refused(Messages::from(message), CallOptions::new());
    assert!(
        message.starts_with("a cache point has nothing before it"),
        "{message}"
    );
}
