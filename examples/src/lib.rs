//! What the examples that need a real model share: finding one.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Command, exit};
use std::time::Duration;
use std::{env, io};

/// Where llama.cpp's server listens unless told otherwise.
const LLAMA: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// Goes on if `OPENAI_API_KEY` or `OPENAI_BASE_URL` is set, runs the example again on a llama.cpp server
/// that runs on this machine, or else says how to get one and ends the program.
pub fn needs_a_model() {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set("OPENAI_API_KEY") || is_set("OPENAI_BASE_URL") {
        return;
    }
    if !is_llama() {
        println!(
            "no model: set OPENAI_API_KEY, or OPENAI_BASE_URL to any server that speaks Chat Completions, \
             or start llama.cpp's with `llama-server -m model.gguf`, which is found at {LLAMA}"
        );
        exit(0);
    }
    println!("uses the llama.cpp server at {LLAMA}");
    let again = env::current_exe().and_then(|program| {
        Command::new(program)
            .args(env::args_os().skip(1))
            .env("OPENAI_BASE_URL", format!("http://{LLAMA}/v1"))
            .status()
    });
    match again {
        Ok(status) => exit(status.code().unwrap_or(1)),
        Err(error) => {
            println!("the example cannot be run again: {error}");
            exit(1);
        }
    }
}

fn is_llama() -> bool {
    let ask = || -> io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&LLAMA, Duration::from_millis(500))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"GET /health HTTP/1.0\r\nhost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.contains(" 200 ") && answer.contains("llama.cpp"))
}
