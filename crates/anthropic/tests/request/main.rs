//! What is written: options, turns, content, answers that go back.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod caching;
mod content;
mod options;
mod turns;

use serde_json::Value;
use surprisal_anthropic::Anthropic;
use surprisal_core::{CallOptions, Messages, Result};
use surprisal_http::{Protocol as _, Provider as _, WireRequest};

fn encode(messages: impl Into<Messages>, options: impl Into<CallOptions>) -> Result<WireRequest> {
    Anthropic::new("claude-test".to_owned()).encode(&messages.into(), &options.into(), false)
}

/// The body of the request.
fn body(messages: impl Into<Messages>, options: impl Into<CallOptions>) -> Value {
    serde_json::from_slice(&encode(messages, options).unwrap().body).unwrap()
}

/// The message of the error.
fn refused(messages: impl Into<Messages>, options: impl Into<CallOptions>) -> String {
    encode(messages, options).unwrap_err().message().to_owned()
}
