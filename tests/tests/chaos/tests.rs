//! The providers before the judge.

use std::sync::Arc;

use serde_json::json;
use surprisal::anthropic::ChatAnthropic;
use surprisal::cohere::ChatCohere;
use surprisal::gemini::ChatGemini;
use surprisal::http::HttpClient;
use surprisal::mistral::ChatMistral;
use surprisal::openai::{Api, ChatOpenAi};
use surprisal::openai_compat::{ChatCompletions, ChatGroq, ChatTogether, ChatXai, Generic};
use surprisal::{ChatModel, ErrorKind};

use crate::faults::{
    assert_mended, assert_not_hammered, assert_patient, assert_told_at_once,
    assert_told_within_streams, assert_tools_are_told_apart,
};
use crate::judged::{Build, Judged, PATIENT, assert_kind, streamed};
use crate::limits::{assert_long_prompts_are_told, assert_requests_wait, assert_tokens_wait};
use crate::llmock::Llmock;

/// Builds a model as every builder here does.
macro_rules! build {
    ($builder:expr) => {
        |key: &str, url: String, client: HttpClient| {
            let model = $builder.api_key(key).base_url(url).client(client);
            let model: Arc<dyn ChatModel> = Arc::new(model.build().unwrap());
            model
        }
    };
}

/// Has the provider go through all, and asks the judge, who is to find nothing.
async fn assert_mastered(judged: Judged) {
    // What is planned is for the next request, whoever makes it: one after the other.
    assert_mended(&judged).await;
    assert_told_at_once(&judged).await;
    assert_not_hammered(&judged).await;
    assert_told_within_streams(&judged).await;
    assert_patient(&judged).await;
    assert_tools_are_told_apart(&judged).await;
    tokio::join!(
        assert_requests_wait(&judged),
        assert_tokens_wait(&judged),
        assert_long_prompts_are_told(&judged),
    );
    let findings = judged.findings();
    assert!(findings.is_empty(), "{findings:#?}");
    // So that it is known to have judged.
    for (fault, least) in [("scenario:", 30), ("stream:", 5), ("ratelimit:", 2)] {
        let got = judged.got(fault);
        assert!(got >= least, "{fault} {got}");
    }
}

/// Every provider that the server speaks, with where it does.
fn all(server: &Arc<Llmock>) -> Vec<Judged> {
    let judged = |path, base, build: Build| Judged::new(server, path, base, build);
    let openai = build!(ChatOpenAi::builder("gpt-4o-mini"));
    let responses = build!(ChatOpenAi::builder("gpt-4o-mini").options(Api::Responses));
    let anthropic = build!(ChatAnthropic::builder("claude-sonnet-4-5"));
    let gemini = build!(ChatGemini::builder("gemini-2.5-flash"));
    let mistral = build!(ChatMistral::builder("mistral-small-latest"));
    let cohere = build!(ChatCohere::builder("command-a-03-2025"));
    let groq = build!(ChatGroq::builder("llama-3.3-70b-versatile"));
    let together = build!(ChatTogether::builder(
        "meta-llama/Llama-3.3-70B-Instruct-Turbo"
    ));
    let xai = build!(ChatXai::builder("grok-3"));
    let perplexity = build!(ChatCompletions::<Generic>::builder("sonar"));
    let with_objects = |mut judged: Judged| {
        judged.arguments_are_text = false;
        judged
    };
    vec![
        judged("/v1/chat/completions", "/v1", openai),
        judged("/v1/responses", "/v1", responses),
        with_objects(judged("/anthropic/", "/anthropic/v1", anthropic)),
        with_objects(judged("/gemini/", "/gemini/v1beta", gemini)),
        judged("/mistral/", "/mistral/v1", mistral),
        judged("/cohere/", "/cohere", cohere),
        judged("/groq/", "/groq/openai/v1", groq),
        judged("/together/", "/together/v1", together),
        judged("/xai/", "/xai/v1", xai),
        // It has no dialect of its own.
        judged("/perplexity/", "/perplexity/v1", perplexity),
    ]
}

/// All at once, for most of the time is waited; on a thread each, for what is asked of the server's control blocks.
#[tokio::test(flavor = "multi_thread", worker_threads = 12)]
async fn it_finds_nothing_wrong_with_any_provider() {
    let Some(server) = Llmock::start().map(Arc::new) else {
        return;
    };
    let tasks = all(&server).into_iter().map(|judged| {
        let path = judged.path;
        (path, tokio::spawn(assert_mastered(judged)))
    });
    let mut failed = Vec::new();
    for (path, task) in tasks.collect::<Vec<_>>() {
        if task.await.is_err() {
            failed.push(path);
        }
    }
    assert!(failed.is_empty(), "{failed:?}, as told above");
}

#[tokio::test]
async fn it_sees_a_client_that_does_not_try_again() {
    let Some(server) = Llmock::start().map(Arc::new) else {
        return;
    };
    let build: Build = build!(ChatOpenAi::builder("gpt-4o-mini"));
    let judged = Judged::new(&server, "/v1/", "/v1", build);
    let model = judged.model("sk-any");
    for (fault, kind, finding) in [
        (
            "truncate",
            ErrorKind::Truncated,
            "truncated_stream_accepted",
        ),
        ("disconnect", ErrorKind::Truncated, "gave_up"),
        (
            "malformed",
            ErrorKind::BadResponse,
            "malformed_chunk_ignored",
        ),
    ] {
        judged.plan_stream(json!({"type": "stream_fault", "kind": fault, "after_chunks": 1}));
        let error = streamed(&model, fault, PATIENT).await.unwrap_err();
        assert_kind(&error, kind, fault);
        let mut findings = judged.findings();
        findings.retain(|found| found["code"] == finding);
        assert_eq!(findings.len(), 1, "{fault}");
    }
}
