//! The server, its faults and its verdict.

use std::env;
use std::io::{Error, Read as _, Result, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use surprisal_tests::skip::skipped;

/// How many requests a key may make at once and then in each minute.
pub(crate) const REQUESTS: usize = 20;

/// As [`REQUESTS`], of tokens: those that are asked for at most, and those of the prompt by its estimate.
pub(crate) const TOKENS: u32 = 60_000;

/// How many tokens a prompt may have, by its estimate.
pub(crate) const WINDOW: usize = 2_000;

/// A running server, which ends when this is dropped.
pub(crate) struct Llmock {
    child: Child,
    address: SocketAddr,
}

impl Llmock {
    /// `None`, with a line printed, where it is not found.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = program() else {
            skipped("no llmock; run `tests/llmock/install target/llmock` or set SURPRISAL_LLMOCK");
            return None;
        };
        // Until it listens, another one could be given the same port.
        static STARTING: Mutex<()> = Mutex::new(());
        let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let child = Command::new(program)
            .args(["serve", "--host", "127.0.0.1", "--log-level", "error"])
            .args(["--port", &address.port().to_string()])
            .args(["--rpm", &REQUESTS.to_string()])
            .args(["--tpm", &TOKENS.to_string()])
            .args(["--context-window", &WINDOW.to_string()])
            // Between two chunks it sees that a client has gone.
            .args(["--stream-chunk-delay-ms", "20"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self { child, address };
        let started = Instant::now();
        while server.ask("GET", "verdict", "").is_err() {
            assert!(
                server.child.try_wait().unwrap().is_none(),
                "llmock has ended"
            );
            assert!(
                started.elapsed() < Duration::from_secs(120),
                "llmock does not start"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    /// Its URL, without a slash at its end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A request to its control, and the body of the answer.
    fn ask(&self, method: &str, path: &str, body: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "{method} /_llmock/{path} HTTP/1.0\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (_, body) = answer
            .split_once("\r\n\r\n")
            .ok_or_else(|| Error::other("the answer has no body"))?;
        Ok(body.to_owned())
    }

    /// Queues what is done to the next requests whose path fits.
    pub(crate) fn plan(&self, path: &str, faults: &[Value]) {
        let mut faults = faults.to_vec();
        for fault in &mut faults {
            fault["match"]["path"] = path.into();
        }
        let plan = json!({"behaviors": faults}).to_string();
        let answer = self.ask("POST", "scenario", &plan).unwrap();
        assert!(answer.contains("queued"), "{answer}");
    }

    /// What is wrong with the clients that asked paths which begin so.
    pub(crate) fn findings(&self, path: &str) -> Vec<Value> {
        let verdict = self.ask("GET", "verdict", "").unwrap();
        let verdict: Value = serde_json::from_str(&verdict).unwrap();
        let mut findings = verdict["findings"].as_array().unwrap().clone();
        findings.retain(|finding| is_of(&finding["path"], &format!("POST {path}")));
        findings
    }

    /// The faults that it made in answers to paths which begin so.
    pub(crate) fn faults(&self, path: &str) -> Vec<String> {
        let log = self.ask("GET", "requests", "").unwrap();
        let log: Value = serde_json::from_str(&log).unwrap();
        let requests = log["requests"].as_array().unwrap().iter();
        let faults = requests
            .filter(|request| is_of(&request["path"], path))
            .filter_map(|request| request["fault"].as_str());
        faults.map(str::to_owned).collect()
    }
}

fn is_of(path: &Value, start: &str) -> bool {
    path.as_str().unwrap().starts_with(start)
}

fn program() -> Option<PathBuf> {
    if let Some(program) = env::var_os("SURPRISAL_LLMOCK") {
        return Some(program.into());
    }
    let installed = "../target/llmock/venv/bin/llmock";
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join(installed);
    installed.exists().then_some(installed)
}

impl Drop for Llmock {
    fn drop(&mut self) {
        // It fails where the server has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
