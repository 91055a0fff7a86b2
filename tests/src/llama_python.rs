//! A real server whose completions echo the prompt: that of the Python package llama-cpp-python, with the same
//! small model. Each token has the log probability of the one behind it (0.3.36).
//!
//! It runs where `SURPRISAL_LLAMA_CPP_PYTHON` names a Python that has the package with its extra `server`; it is
//! built from source, which takes twenty minutes.

use std::env;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::llama;
use crate::skip::skipped;

/// A running server, which ends when this is dropped.
#[derive(Debug)]
pub struct LlamaPython {
    address: SocketAddr,
    child: Child,
}

impl LlamaPython {
    /// Starts a server and waits until it answers; `None`, with a line printed, where it or the model is not
    /// found. Blocks the thread.
    ///
    /// # Errors
    ///
    /// A server that is found and does not start within two minutes.
    pub fn start() -> io::Result<Option<Self>> {
        let Some(python) = env::var_os("SURPRISAL_LLAMA_CPP_PYTHON") else {
            skipped("no llama-cpp-python; set SURPRISAL_LLAMA_CPP_PYTHON to a Python that has it");
            return Ok(None);
        };
        let Some(model) = llama::model() else {
            return Ok(None);
        };
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let child = Command::new(python)
            .args(["-m", "llama_cpp.server", "--host", "127.0.0.1", "--port"])
            .arg(address.port().to_string())
            // It gives log probabilities only where it keeps the logits of every token.
            .args([
                "--logits_all",
                "true",
                "--n_threads",
                "1",
                "--n_threads_batch",
                "1",
            ])
            .args(["--n_ctx", "512", "--model"])
            .arg(model)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self { address, child };
        server.wait_until_ready()?;
        Ok(Some(server))
    }

    /// Where OpenAI's paths begin.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    fn wait_until_ready(&mut self) -> io::Result<()> {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(120) {
            if let Some(status) = self.child.try_wait()? {
                return Err(io::Error::other(format!(
                    "llama-cpp-python ended: {status}"
                )));
            }
            if self.answers().unwrap_or(false) {
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        Err(io::ErrorKind::TimedOut.into())
    }

    fn answers(&self) -> io::Result<bool> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /v1/models HTTP/1.0\r\nhost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.contains(" 200 "))
    }
}

impl Drop for LlamaPython {
    fn drop(&mut self) {
        // It fails where the server has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
