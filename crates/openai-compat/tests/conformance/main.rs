//! The conformance suite over every dialect: each in front of a service that writes Chat Completions as OpenAI does.
//!
//! What a service writes otherwise is looked at in `tests/dialects`.

mod wire;

use surprisal_openai_compat::{
    Cerebras, DeepSeek, Fireworks, Generic, Groq, LlamaCpp, LmStudio, MistralRs, OllamaCompat,
    OpenRouter, Sglang, TensorRtLlm, Tgi, Together, Vllm, Xai, services,
};
use surprisal_testing::conformance::{CASES, Part, run_all};
use wire::dialect;

macro_rules! dialects {
    ($($room:ident $dialect:ident $(without $part:ident: $reason:literal)?;)*) => {
        $(mod $room {
            #[allow(unused_imports, reason = "few lack anything")]
            use crate::{$dialect, Part, dialect};

            surprisal_testing::conformance_suite!(dialect::<$dialect>(&[$((Part::$part, $reason))?]));
        })*

        const LOOKED_AT: &[&str] = &[$(<$dialect as surprisal_openai_compat::Dialect>::PROVIDER),*];
    };
}

dialects! {
    cerebras Cerebras;
    deep_seek DeepSeek;
    fireworks Fireworks;
    generic Generic;
    groq Groq;
    llama_cpp LlamaCpp;
    lm_studio LmStudio;
    mistral_rs MistralRs;
    ollama_compat OllamaCompat;
    open_router OpenRouter;
    sglang Sglang;
    tensor_rt_llm TensorRtLlm;
    tgi Tgi;
    together Together without ZeroAlternatives: "log probabilities are asked for by their number, and zero turns them off";
    vllm Vllm;
    xai Xai;
}

#[test]
fn every_dialect_is_looked_at() {
    for service in services() {
        assert!(
            LOOKED_AT.contains(&service.provider),
            "{}",
            service.provider
        );
    }
}

#[tokio::test]
async fn where_nothing_is_known_to_be_missing_nothing_is_skipped() {
    let report = run_all(&dialect::<Generic>(&[])).await;
    assert_eq!(report.passed(), CASES.len(), "{report}");
}
