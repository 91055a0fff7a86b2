//! The library against a server of many providers that others wrote: aimock 1.43 of npm (`@copilotkit/aimock`), which
//! answers what a file tells it.
//!
//! It runs where `SURPRISAL_AIMOCK` names its script (`node_modules/.bin/llmock`), with Node, and prints that it was
//! skipped where not.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs};

use surprisal::anthropic::ChatAnthropic;
use surprisal::cohere::ChatCohere;
use surprisal::gemini::ChatGemini;
use surprisal::mistral::ChatMistral;
use surprisal::ollama::ChatOllama;
use surprisal::openai::{Api, ChatOpenAi};
use surprisal::{AiMessageChunk, ChatModel, FinishReason, RunnableExt};
use surprisal_tests::skip::skipped;

struct Aimock {
    child: Child,
    address: SocketAddr,
    _answers: tempfile::TempDir,
}

const ANSWERS: &str =
    r#"{"fixtures":[{"match":{"userMessage":"capital"},"response":{"content":"It is Paris."}}]}"#;

impl Aimock {
    fn start() -> Option<Self> {
        let Some(script) = env::var_os("SURPRISAL_AIMOCK").map(PathBuf::from) else {
            skipped("no aimock; set SURPRISAL_AIMOCK to its script");
            return None;
        };
        let answers = tempfile::tempdir().unwrap();
        fs::write(answers.path().join("answers.json"), ANSWERS).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let child = Command::new("node")
            .arg(script)
            .args(["-p", &address.port().to_string(), "-f"])
            .arg(answers.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            child,
            address,
            _answers: answers,
        };
        let started = Instant::now();
        while TcpStream::connect(server.address).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "aimock does not start"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    fn models(&self) -> Vec<Arc<dyn ChatModel>> {
        let at = |path: &str| format!("http://{}{path}", self.address);
        let key = "a key";
        let openai = || ChatOpenAi::builder("m").base_url(at("/v1")).api_key(key);
        let anthropic = ChatAnthropic::builder("m").base_url(at("/v1")).api_key(key);
        let gemini = ChatGemini::builder("m")
            .base_url(at("/v1beta"))
            .api_key(key);
        let ollama = ChatOllama::builder("m").base_url(at("/api"));
        let mistral = ChatMistral::builder("m").base_url(at("/v1")).api_key(key);
        let cohere = ChatCohere::builder("m").base_url(at("")).api_key(key);
        vec![
            Arc::new(openai().options(Api::ChatCompletions).build().unwrap()),
            Arc::new(openai().options(Api::Responses).build().unwrap()),
            Arc::new(anthropic.build().unwrap()),
            Arc::new(gemini.build().unwrap()),
            Arc::new(ollama.build().unwrap()),
            Arc::new(mistral.build().unwrap()),
            Arc::new(cohere.build().unwrap()),
        ]
    }
}

impl Drop for Aimock {
    fn drop(&mut self) {
        // It fails where the server has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn every_provider_reads_what_it_answers_whole_and_streamed() {
    let Some(server) = Aimock::start() else {
        return;
    };
    for model in server.models() {
        let provider = model.profile().provider;
        let whole = model.invoke("What is the capital?").await.unwrap();
        assert_eq!(whole.text(), "It is Paris.", "{provider:?}");
        assert_eq!(
            whole.finish_reason(),
            Some(&FinishReason::Stop),
            "{provider:?}"
        );
        let chunks = model.stream("What is the capital?").await.unwrap();
        let sum = AiMessageChunk::collect(chunks).await.unwrap();
        assert_eq!(sum.text(), whole.text(), "{provider:?}");
        assert_eq!(sum.finish_reason(), whole.finish_reason(), "{provider:?}");
    }
}
