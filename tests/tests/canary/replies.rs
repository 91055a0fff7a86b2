//! What servers send that were asked with the key.

use surprisal_testing::server::Reply;

use crate::key::{KEY, forms};

/// An error keeps so much of a body.
const BODY: usize = 64 << 10;

/// Answers that hold the key, by what they are.
pub(crate) fn with_key(elsewhere: &str) -> Vec<(&'static str, Reply)> {
    let escaped = KEY.replace('/', "\\/");
    let every = serde_json::to_string(&forms().join(" ")).unwrap();
    let refusal = format!(
        r#"{{"error": {{"message": "Incorrect API key provided: {KEY}. ({escaped})", "type": "{KEY}", "code": "{KEY}",
            "param": "{KEY}", "status": "{KEY}", "details": [{{"reason": {every}}}]}}, "message": {every}, "detail": {every}}}"#
    );
    let wrong = format!(
        r#"{{"id": "{KEY}", "model": {{"{KEY}": 1}}, "choices": "{KEY}", "content": "{KEY}", "message": "{KEY}", "output": "{KEY}",
            "candidates": "{KEY}", "data": "{KEY}", "embeddings": "{KEY}", "models": "{KEY}", "usage": "{KEY}", "error": {{}}}}"#
    );
    let wrong = wrong.replace("\n            ", " ");
    let event = format!(
        "event: error\ndata: {{\"type\": \"error\", \"error\": {{\"message\": \"no {KEY}\", \"type\": \"{KEY}\", \"code\": \"{KEY}\"}}}}\n\n"
    );
    let at_the_limit = "x".repeat(BODY - 30);
    let said = |reply: Reply| {
        reply
            .header("x-request-id", KEY)
            .header("www-authenticate", format!("Bearer realm=\"{KEY}\""))
            .header("x-echo", STANDARD_OF_KEY)
    };
    let page = |status: u16| {
        let page = format!("<html><title>{KEY}</title><body>{KEY}</body></html>");
        Reply::new(status)
            .header("content-type", "text/html")
            .body(page)
    };
    vec![
        ("refusal", said(Reply::json(401, refusal.clone()))),
        ("wrong request", said(Reply::json(400, refusal.clone()))),
        (
            "limit",
            said(Reply::json(429, refusal.clone())).header("x-should-retry", "false"),
        ),
        ("failure", said(Reply::json(500, refusal))),
        ("plain text", Reply::new(403).body(format!("who is {KEY}?"))),
        ("page of an error", page(404)),
        ("page", page(200)),
        (
            "body at the limit",
            Reply::new(400).body(format!("{at_the_limit}{KEY}")),
        ),
        ("wrong types", said(Reply::json(200, wrong.clone()))),
        (
            "half of a body",
            said(Reply::json(200, wrong.clone())).cut_after(30),
        ),
        (
            "no JSON",
            Reply::json(200, format!("{{\"id\": \"{KEY}\", {KEY}")),
        ),
        (
            "JSON of something else",
            Reply::json(200, format!("\"{KEY}\"")),
        ),
        ("event of an error", Reply::sse(event.clone())),
        (
            "event of wrong types",
            Reply::sse(format!("data: {wrong}\n\n")),
        ),
        (
            "half of an event",
            Reply::sse(format!("data: {{\"id\": \"{KEY}")).cut_after(40),
        ),
        (
            "line of wrong types",
            Reply::new(200)
                .header("content-type", "application/x-ndjson")
                .body(format!("{wrong}\n")),
        ),
        (
            "line of an error",
            Reply::new(200)
                .header("content-type", "application/x-ndjson")
                .body(format!("{{\"error\": \"no {KEY}\"}}\n")),
        ),
        (
            "redirect",
            said(Reply::redirect(307, format!("{elsewhere}/next?key={KEY}"))),
        ),
        (
            "no HTTP",
            Reply::raw(format!("{KEY} {KEY}\r\n\r\n")).close(),
        ),
        ("nothing", Reply::new(200).hang_up()),
    ]
}

/// The key in Base64.
const STANDARD_OF_KEY: &str = "c2stY2FuYXJ5LVp4OS9RdzcrRXI1X1R5My1VaTEvT3AwQXMyRGY0K0doNkprOEx6";

#[test]
fn the_key_in_base64_is_that_of_the_key() {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(KEY);
    assert_eq!(encoded, STANDARD_OF_KEY);
}

/// Answers that are right, of every protocol.
pub(crate) fn right() -> Vec<(&'static str, Reply)> {
    let bodies = [
        r#"{"id": "1", "model": "m", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}]}"#,
        r#"{"id": "1", "object": "response", "status": "completed", "model": "m", "output": [{"type": "message", "id": "2", "role": "assistant",
            "status": "completed", "content": [{"type": "output_text", "text": "Hi", "annotations": []}]}]}"#,
        r#"{"id": "1", "type": "message", "role": "assistant", "model": "m", "content": [{"type": "text", "text": "Hi"}],
            "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1}}"#,
        r#"{"candidates": [{"content": {"role": "model", "parts": [{"text": "Hi"}]}, "finishReason": "STOP", "index": 0}]}"#,
        r#"{"id": "1", "finish_reason": "COMPLETE", "message": {"role": "assistant", "content": [{"type": "text", "text": "Hi"}]}}"#,
        r#"{"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", "content": "Hi"}, "done": true, "done_reason": "stop"}"#,
        r#"{"object": "list", "model": "m", "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}]}"#,
        r#"{"model": "m", "embeddings": [[0.5]]}"#,
    ];
    bodies
        .into_iter()
        .map(|body| ("right answer", Reply::json(200, body)))
        .collect()
}
