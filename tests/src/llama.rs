//! A real server with a small real model: llama.cpp with SmolLM2-135M.
//!
//! `tests/llama/install target/llama` brings both. What is used is, in this order, the Python that
//! `SURPRISAL_LLAMA_PYTHON` names, `llama-server` on the path, and `target/llama/venv`; and the
//! model that `SURPRISAL_LLAMA_MODEL` names or that in `target/llama/model`.
//!
//! A server takes about 200 MB and a second to start, and shares the machine with the others that
//! run, so tests do well to ask one for many things.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::skip::skipped;

const MODEL: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";
const START: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(50);

/// The name of the model, as the server lists it. It answers to any.
pub const ALIAS: &str = "smollm2";

/// A running server, which ends when this is dropped.
#[derive(Debug)]
pub struct Llama {
    url: String,
    child: Child,
}

impl Llama {
    /// Starts a server and waits until it has loaded the model; `None`, with a line printed, where
    /// the server or the model is not found. Blocks the thread.
    ///
    /// It has one thread and two slots of 2,048 tokens.
    ///
    /// # Errors
    ///
    /// A server that is found and does not start within two minutes.
    pub fn start() -> io::Result<Option<Self>> {
        match model() {
            Some(model) => Self::launch(&model, Mode::Chat),
            None => Ok(None),
        }
    }

    /// Starts a server of the same model that gives embeddings, the mean over the tokens, and nothing else. It
    /// has one slot: with more, texts that are sent together have other embeddings than each alone.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn embedding() -> io::Result<Option<Self>> {
        match model() {
            Some(model) => Self::launch(&model, Mode::Embedding),
            None => Ok(None),
        }
    }

    /// Starts a server of another model that computes in single precision throughout if the model is in
    /// single precision.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn exact(model: &Path) -> io::Result<Option<Self>> {
        Self::launch(model, Mode::Exact)
    }

    /// Starts a server of the same model that reads and writes tool calls. So small a model makes one where the
    /// conversation has some already.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn tools() -> io::Result<Option<Self>> {
        match model() {
            Some(model) => Self::launch(&model, Mode::Tools),
            None => Ok(None),
        }
    }

    fn launch(model: &Path, mode: Mode) -> io::Result<Option<Self>> {
        let address = free_address()?;
        let Some(mut command) = command(model, address.port(), mode) else {
            skipped(
                "no server; run `tests/llama/install target/llama` or put llama-server on PATH",
            );
            return Ok(None);
        };
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self {
            url: format!("http://{address}"),
            child,
        };
        server.wait_until_ready(address)?;
        Ok(Some(server))
    }

    /// A running server, the same for all tests that hold it at a time.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn shared() -> io::Result<Option<Arc<Self>>> {
        static SHARED: Mutex<Weak<Llama>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return Ok(Some(server));
        }
        let server = Self::start()?.map(Arc::new);
        if let Some(server) = &server {
            *shared = Arc::downgrade(server);
        }
        Ok(server)
    }

    /// The root of the server, without a slash at its end; OpenAI's paths are under `/v1`.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn wait_until_ready(&mut self, address: SocketAddr) -> io::Result<()> {
        let started = Instant::now();
        while started.elapsed() < START {
            if let Some(status) = self.child.try_wait()? {
                return Err(io::Error::other(format!(
                    "the llama.cpp server ended: {status}"
                )));
            }
            if healthy(address).unwrap_or(false) {
                return Ok(());
            }
            sleep(POLL);
        }
        Err(io::ErrorKind::TimedOut.into())
    }
}

impl Drop for Llama {
    fn drop(&mut self) {
        // It fails where the server has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The real model; `None`, with a line printed, where it is not found.
pub fn model() -> Option<PathBuf> {
    let model = match env::var_os("SURPRISAL_LLAMA_MODEL") {
        Some(path) => PathBuf::from(path),
        None => target().join("model").join(MODEL),
    };
    if model.is_file() {
        return Some(model);
    }
    skipped("no model; run `tests/llama/install target/llama` or set SURPRISAL_LLAMA_MODEL");
    None
}

/// Where the script installs to.
fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/llama")
}

/// A port that was free a moment ago.
fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// What a server is started for.
#[derive(Clone, Copy)]
enum Mode {
    Chat,
    Embedding,
    Exact,
    Tools,
}

impl Mode {
    /// What the script takes for it.
    fn argument(self) -> Option<&'static str> {
        match self {
            Self::Chat => None,
            Self::Embedding => Some("embedding"),
            Self::Exact => Some("f32"),
            Self::Tools => Some("tools"),
        }
    }

    /// What llama.cpp's own program takes for it.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Chat => &[],
            Self::Embedding => &["--embeddings", "--pooling", "mean", "--parallel", "1"],
            Self::Exact => &["-ctk", "f32", "-ctv", "f32", "-fa", "off"],
            Self::Tools => &[
                "--chat-template-file",
                concat!(env!("CARGO_MANIFEST_DIR"), "/llama/tools.jinja"),
            ],
        }
    }
}

fn command(model: &Path, port: u16, mode: Mode) -> Option<Command> {
    let launch = |python: PathBuf| {
        let mut command = Command::new(python);
        command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("llama/server.py"))
            .args([model.as_os_str(), port.to_string().as_ref()])
            .args(mode.argument());
        command
    };
    if let Some(python) = env::var_os("SURPRISAL_LLAMA_PYTHON") {
        return Some(launch(python.into()));
    }
    if let Some(binary) = on_path("llama-server") {
        let mut command = Command::new(binary);
        let options = "-t 1 -tb 1 --parallel 2 -c 4096 --jinja --host 127.0.0.1 --alias";
        command
            .args(options.split(' '))
            .args([ALIAS, "--port", &port.to_string(), "-m"])
            .arg(model)
            .args(mode.options());
        return Some(command);
    }
    let python = target().join("venv/bin/python");
    fs::exists(&python).unwrap_or(false).then(|| launch(python))
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Whether the server answers, and not that it is still loading.
fn healthy(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}
