//! Every dialect through the public model: bytes in and values out, over a loopback server.
//!
//! No answer here is a recording. All are *built from schemas*, which each file names: they show that such an
//! answer is read so, not that a service sends it in this form.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::needless_pass_by_value,
    reason = "clippy excepts test functions, not their helpers; values read well where they are built"
)]

mod amended;
mod bytes_of_text;
mod capabilities;
mod cerebras;
mod choices;
mod every;
mod fireworks;
mod llama_cpp;
mod malformed;
mod mistral_rs;
mod mutated;
mod open_router;
mod options;
mod portable;
mod refused;
mod request;
mod support;
mod thinking;
mod together;
mod vllm;
mod vllm_prompt;
mod without;
mod wrong_values;
