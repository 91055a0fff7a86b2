//! The library against a server of faults that others wrote, which judges its clients: llmock 0.2.2 of PyPI.
//!
//! It runs where `SURPRISAL_LLMOCK` names the executable, and prints that it was skipped where not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::env;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use surprisal::anthropic::ChatAnthropic;
use surprisal::cohere::ChatCohere;
use surprisal::gemini::ChatGemini;
use surprisal::http::{HttpChatModelBuilder, HttpClient};
use surprisal::mistral::ChatMistral;
use surprisal::openai::{Api, ChatOpenAi, OpenAi, OpenAiProtocol};
use surprisal::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ErrorKind, Result, RetryPolicy, RunnableExt,
    ToolDefinition,
};
use surprisal_tests::skip::skipped;

struct Llmock {
    child: Child,
    address: SocketAddr,
}

impl Llmock {
    fn start() -> Option<Self> {
        let Some(program) = env::var_os("SURPRISAL_LLMOCK") else {
            skipped("no llmock; set SURPRISAL_LLMOCK to its executable");
            return None;
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let child = Command::new(program)
            .args([
                "serve",
                "--host",
                "127.0.0.1",
                "--log-level",
                "error",
                "--port",
            ])
            .arg(address.port().to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, address };
        let started = Instant::now();
        while server.ask("GET", "verdict", "").is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "llmock does not start"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    /// A request to its control, and the body of the answer.
    fn ask(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "{method} /_llmock/{path} HTTP/1.0\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        Ok(body.to_owned())
    }

    fn plan(&self, behaviors: &Value) {
        let plan = json!({"behaviors": behaviors}).to_string();
        let answer = self.ask("POST", "scenario", &plan).unwrap();
        assert!(answer.contains("queued"), "{answer}");
    }

    /// What it says of all requests since the last time.
    fn verdict(&self) -> (Value, String) {
        let verdict = self.ask("GET", "verdict", "").unwrap();
        let text = self.ask("GET", "verdict?format=text", "").unwrap();
        self.ask("POST", "reset", "").unwrap();
        (serde_json::from_str(&verdict).unwrap(), text)
    }
}

impl Drop for Llmock {
    fn drop(&mut self) {
        // It fails where the server has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client() -> HttpClient {
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(200));
    HttpClient::builder().retry(retry).build().unwrap()
}

fn builder(server: &Llmock) -> HttpChatModelBuilder<OpenAiProtocol<OpenAi>> {
    ChatOpenAi::builder("gpt-4o-mini")
        .api_key("sk-any")
        .base_url(format!("http://{}/v1", server.address))
        .client(client())
}

async fn streamed(model: &dyn ChatModel, prompt: &str) -> Result<AiMessage> {
    let options = CallOptions::new().idle_timeout(Duration::from_millis(300));
    AiMessageChunk::collect(model.bind(options).stream(prompt).await?).await
}

#[tokio::test]
async fn a_judge_of_clients_finds_nothing_wrong() {
    let Some(server) = Llmock::start() else {
        return;
    };
    let model = builder(&server).build().unwrap();
    assert_mastered(&server, &model).await;
}

#[tokio::test]
async fn nor_does_it_where_the_responses_api_is_spoken() {
    let Some(server) = Llmock::start() else {
        return;
    };
    let model = builder(&server).options(Api::Responses).build().unwrap();
    assert_mastered(&server, &model).await;
}

#[tokio::test]
async fn nor_does_it_where_anthropics_messages_are_spoken() {
    let Some(server) = Llmock::start() else {
        return;
    };
    let url = format!("http://{}/anthropic/v1", server.address);
    let model = ChatAnthropic::builder("claude-sonnet-4-5").api_key("sk-any");
    let model = model.base_url(url).client(client()).build().unwrap();
    assert_mastered(&server, &model).await;
}

#[tokio::test]
async fn nor_does_it_where_gemini_is_spoken() {
    let Some(server) = Llmock::start() else {
        return;
    };
    let url = format!("http://{}/gemini/v1beta", server.address);
    let model = ChatGemini::builder("gemini-2.5-flash").api_key("sk-any");
    let model = model.base_url(url).client(client()).build().unwrap();
    assert_mastered(&server, &model).await;
}

#[tokio::test]
async fn nor_does_it_where_mistral_is_spoken() {
    let Some(server) = Llmock::start() else {
        return;
    };
    let url = format!("http://{}/mistral/v1", server.address);
    let model = ChatMistral::builder("mistral-small-latest").api_key("sk-any");
    let model = model.base_url(url).client(client()).build().unwrap();
    assert_mastered(&server, &model).await;
}

#[tokio::test]
async fn nor_does_it_where_cohere_is_spoken() {
    let Some(server) = Llmock::start() else {
        return;
    };
    let url = format!("http://{}/cohere", server.address);
    let model = ChatCohere::builder("command-a-03-2025").api_key("sk-any");
    let model = model.base_url(url).client(client()).build().unwrap();
    assert_mastered(&server, &model).await;
}

/// Has the model go through every fault, and asks the judge.
async fn assert_mastered(server: &Llmock, model: &dyn ChatModel) {
    // What the library mends by itself.
    for (prompt, faults) in [
        (
            "limited",
            json!([{"type": "fail", "status": 429, "retry_after": 0.4, "times": 2}]),
        ),
        ("down", json!([{"type": "fail", "status": 503, "times": 2}])),
        (
            "broken",
            json!([{"type": "fail", "status": 500}, {"type": "fail", "status": 502}]),
        ),
        (
            "late",
            json!([{"type": "fail", "status": 408}, {"type": "delay", "seconds": 0.2}]),
        ),
    ] {
        server.plan(&faults);
        assert!(!model.invoke(prompt).await.unwrap().text().is_empty());
    }

    // What no second request mends.
    for (status, kind) in [
        (400, ErrorKind::InvalidInput),
        (401, ErrorKind::Authentication),
        (403, ErrorKind::PermissionDenied),
        (404, ErrorKind::NotFound),
        (422, ErrorKind::InvalidInput),
    ] {
        server.plan(&json!([{"type": "fail", "status": status}]));
        let error = model.invoke(format!("status {status}")).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    server.plan(&json!([{"type": "fail", "status": 429, "retry_after": 0.1, "times": 3}]));
    let error = model.invoke("limited for long").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");

    // What is told to the caller, who asks again.
    for (fault, kind) in [
        ("disconnect", ErrorKind::Truncated),
        ("truncate", ErrorKind::Truncated),
        ("malformed", ErrorKind::BadResponse),
        ("stall", ErrorKind::Timeout),
    ] {
        server.plan(&json!([
            {"type": "stream_fault", "kind": fault, "after_chunks": 2, "stall_seconds": 2.0}
        ]));
        let error = streamed(model, fault).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault}: {error}");
        let partial = error.partial().unwrap().text().into_owned();
        let whole = streamed(model, fault).await.unwrap();
        assert!(whole.text().starts_with(&partial), "{partial:?}");
    }

    server.plan(&json!([{"type": "tool_fault", "kind": "malformed_arguments"}]));
    let tools = [ToolDefinition::new("get_weather", Value::Null)];
    let bound = model.bind(CallOptions::new().tools(tools));
    let message = bound.invoke("call a tool").await.unwrap();
    let calls = message.tool_calls().len();
    // Where arguments are an object of the answer's own, they cannot be malformed by themselves.
    let provider = model.profile().provider.unwrap_or_default();
    let are_text = !["anthropic", "gemini"].contains(&&*provider);
    assert_eq!(calls, usize::from(!are_text));
    assert_eq!(calls + message.invalid_tool_calls().len(), 1);

    let (verdict, text) = server.verdict();
    assert_eq!(verdict["passed"], true, "{text}");
    // It is not told when a client hangs up, and so cannot know that a malformed chunk was noticed.
    let mut findings = verdict["findings"].as_array().unwrap().iter();
    let is_that = |finding: &Value| finding["code"] == "malformed_chunk_ignored";
    assert!(findings.all(is_that), "{text}");
    // So that it is known to have judged.
    assert!(verdict["faults_injected"].as_u64() >= Some(18), "{text}");
}

#[tokio::test]
async fn the_judge_sees_a_client_that_does_not_try_again() {
    let Some(server) = Llmock::start() else {
        return;
    };
    let model = builder(&server).build().unwrap();
    server.plan(&json!([{"type": "stream_fault", "kind": "truncate", "after_chunks": 1}]));
    let error = streamed(&model, "hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    let (verdict, text) = server.verdict();
    assert_eq!(
        verdict["findings"][0]["code"], "truncated_stream_accepted",
        "{text}"
    );
}
