//! The limits of an account: requests and tokens in a minute, and the length of a prompt.

use futures::future::join_all;
use surprisal::{CallOptions, ErrorKind, RunnableExt as _};

use crate::judged::{Judged, asked, assert_kind};
use crate::llmock::{REQUESTS, TOKENS, WINDOW};

/// One request more at once than a minute has: it waits as it is told, and comes through.
pub(crate) async fn assert_requests_wait(judged: &Judged) {
    let model = judged.model_without_pool("sk-requests");
    let prompts: Vec<String> = (0..=REQUESTS).map(|n| format!("request {n}")).collect();
    for answer in join_all(prompts.iter().map(|prompt| asked(&model, prompt))).await {
        assert!(!answer.unwrap().text().is_empty());
    }
    assert!(judged.got("ratelimit:requests") > 0);
}

/// More tokens than a minute has.
pub(crate) async fn assert_tokens_wait(judged: &Judged) {
    // Of the third there are some missing: those of a few seconds.
    let options = CallOptions::new().max_tokens(TOKENS / 3 + 2_000);
    let model = judged.model_without_pool("sk-tokens").bind(options);
    let prompts = ["first", "second", "third"];
    for answer in join_all(prompts.map(|prompt| model.invoke(prompt))).await {
        assert!(!answer.unwrap().text().is_empty());
    }
    assert!(judged.got("ratelimit:tokens") > 0);
}

/// A prompt that does not fit is told at once as what it is.
pub(crate) async fn assert_long_prompts_are_told(judged: &Judged) {
    let model = judged.model("sk-window");
    // Four bytes are a token.
    let prompt = "far ".repeat(WINDOW + 100);
    let error = asked(&model, &prompt).await.unwrap_err();
    assert_kind(&error, ErrorKind::ContextTooLong, "a long prompt");
    assert_eq!(judged.got("context_window"), 1);
}
