//! The services that speak Chat Completions, one small file each.

mod cerebras;
mod deep_seek;
mod fireworks;
mod generic;
mod groq;
mod llama_cpp;
mod lm_studio;
mod mistral_rs;
mod ollama;
mod open_router;
mod sglang;
mod tensorrt_llm;
mod tgi;
mod together;
mod vllm;
mod xai;

pub use cerebras::{Cerebras, ChatCerebras};
pub use deep_seek::{ChatDeepSeek, DeepSeek};
pub use fireworks::{ChatFireworks, Fireworks};
pub use generic::Generic;
pub use groq::{ChatGroq, Groq};
pub use llama_cpp::{ChatLlamaCpp, LlamaCpp};
pub use lm_studio::{ChatLmStudio, LmStudio};
pub use mistral_rs::{ChatMistralRs, MistralRs};
pub use ollama::{ChatOllamaCompat, OllamaCompat};
pub use open_router::{ChatOpenRouter, OpenRouter};
pub use sglang::{ChatSglang, Sglang};
pub use tensorrt_llm::{ChatTensorRtLlm, TensorRtLlm};
pub use tgi::{ChatTgi, Tgi};
pub use together::{ChatTogether, Together};
pub use vllm::{ChatVllm, Vllm};
pub use xai::{ChatXai, Xai};
