//! A server whose answer is the question, so that a test sees which answer belongs to which.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What it does instead of answering: the status and body for a question that is asked the nth time
/// (from 1).
type Fault = dyn Fn(&str, usize) -> Option<(u16, String)> + Send + Sync;

pub(crate) struct Echo {
    pub(crate) url: String,
    state: Arc<State>,
}

struct State {
    asked: Mutex<HashMap<String, usize>>,
    fault: Box<Fault>,
    delay: Duration,
}

impl Echo {
    pub(crate) fn start(
        delay: Duration,
        fault: impl Fn(&str, usize) -> Option<(u16, String)> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State {
            asked: Mutex::default(),
            fault: Box::new(fault),
            delay,
        });
        let shared = Arc::clone(&state);
        // The threads end with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &state));
            }
        });
        Self { url, state }
    }

    /// How often each question was asked so far.
    pub(crate) fn asked(&self) -> HashMap<String, usize> {
        self.state.asked.lock().unwrap().clone()
    }

    /// Waits until so many requests have come.
    pub(crate) fn wait_for(&self, requests: usize) {
        let start = Instant::now();
        while self.asked().values().sum::<usize>() < requests {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "the requests do not come"
            );
            thread::sleep(Duration::from_millis(1));
        }
    }
}

fn serve(stream: TcpStream, state: &State) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim().to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let body: Value = serde_json::from_slice(&body).ok()?;
        let question = body["messages"].as_array()?.last()?["content"]
            .as_str()?
            .to_owned();
        let nth = {
            let mut asked = state.asked.lock().unwrap();
            let nth = asked.entry(question.clone()).or_default();
            *nth += 1;
            *nth
        };
        thread::sleep(state.delay);
        let (status, body) = (state.fault)(&question, nth).unwrap_or_else(|| {
            let answer = json!({"model": "echo", "choices": [{"index": 0, "finish_reason": "stop",
                "message": {"role": "assistant", "content": format!("echo of {question}")}}]});
            (200, answer.to_string())
        });
        let head = format!(
            "HTTP/1.1 {status} \r\ncontent-type: application/json\r\nretry-after-ms: 5\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let answer = head + &body;
        reader.get_mut().write_all(answer.as_bytes()).ok()?;
    }
}

/// An error as OpenAI writes it.
pub(crate) fn error(message: &str) -> String {
    json!({"error": {"message": message, "type": "error"}}).to_string()
}
