//! Tools, the loop that runs them, and answers that are values of a type, for any chat model.
//!
//! | to | see |
//! |---|---|
//! | make a function callable by a model | [`Tool`] |
//! | let a model call tools until it has an answer | [`ToolLoop`], [`ToolRun`], [`ToolRunEvent`], [`Verdict`] |
//! | get a value of a type in place of text | [`StructuredExt::with_structured_output`], [`Structured`], [`Method`] |
//! | see it while it comes | [`StructuredChunk::partial`] |
//!
//! Whatever comes of an answer, the answer comes with it: log probabilities, usage and all.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod json;
mod kept;
mod structured;
mod tool;
mod tool_loop;

pub use schemars::{self, JsonSchema};

pub use structured::{
    Method, Structured, StructuredChunk, StructuredExt, StructuredOutput, rejected_answers,
};
pub use tool::Tool;
pub use tool_loop::{RunEnd, ToolLoop, ToolRun, ToolRunEvent, Verdict};
