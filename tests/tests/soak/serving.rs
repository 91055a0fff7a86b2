//! The server, in a process of its own, so that what the client holds is measured alone.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use surprisal_testing::server::{Reply, Request, Server};
use surprisal_tests::contender::Result;

use crate::ask::Ask;
use crate::plan::{Fate, Fault, Plan};
use crate::service::Service;
use crate::wire::{self, Wire};

/// The tokens of streams that no plan is for.
pub(crate) const TOKENS: usize = 20;

/// Nobody waits so long.
const NEVER: Duration = Duration::from_secs(24 * 3600);

static REQUESTS: AtomicUsize = AtomicUsize::new(0);

/// The plans whose fault has been.
static FAULTED: Mutex<Option<HashSet<u64>>> = Mutex::new(None);

/// Serves until standard input ends: prints its URL, and for each line of input how many connections and requests there
/// have been.
pub(crate) async fn serve(seed: u64) -> Result<()> {
    let server = Server::start().await?;
    server.route_with("*", "*", move |request| reply(seed, request));
    println!("{}", server.url());
    tokio::task::spawn_blocking(move || {
        for line in io::stdin().lock().lines() {
            line?;
            let requests = REQUESTS.load(Ordering::Relaxed);
            println!("{} {requests}", server.connections());
        }
        Ok(())
    })
    .await?
}

fn reply(seed: u64, request: &Request) -> Reply {
    REQUESTS.fetch_add(1, Ordering::Relaxed);
    let Some((ask, number)) = Ask::read(request.body()) else {
        return error(400, "the prompt asks for nothing");
    };
    let Some(service) = service(request.path()) else {
        return error(404, "no service has this path");
    };
    let stream = || Wire::new(service, &wire::numbered(number, TOKENS));
    match ask {
        Ask::Planned => planned(&Plan::new(seed, number)),
        Ask::Whole => sends(service, stream().whole()),
        Ask::Idle => {
            let mut wire = stream();
            wire.tokens.truncate(1);
            wire.close.clear();
            sends(service, wire.whole()).stall_after(usize::MAX)
        }
        Ask::Body => Reply::json(200, wire::chat_body(&wire::numbered(number, TOKENS))),
        Ask::Split if service == Service::Anthropic => error(500, "as was asked for"),
        Ask::Never | Ask::Split => Reply::new(200).delay(NEVER),
        Ask::Broken => error(500, "as was asked for"),
        Ask::Tool => tool(request, number).unwrap_or_else(|| sends(service, stream().whole())),
        Ask::Fields => {
            let tokens = wire::object(number, TOKENS);
            sends(service, Wire::new(service, &tokens).whole())
        }
    }
}

/// The call of a tool, where the conversation has no result of it yet.
fn tool(request: &Request, number: u64) -> Option<Reply> {
    let conversation = request.json().ok()?;
    let last = conversation["messages"].as_array()?.last()?;
    if last["role"] != "tool" {
        let arguments = [r#"{"number":"#, &number.to_string(), "}"];
        return Some(sends(
            Service::OpenAiChat,
            wire::chat_call("double", &arguments),
        ));
    }
    let right = last["content"]
        .to_string()
        .contains(&(2 * number).to_string());
    (!right).then(|| error(400, "the result of the tool is not that of this number"))
}

fn planned(plan: &Plan) -> Reply {
    let service = plan.service;
    let wire = Wire::new(service, &wire::numbered(plan.number, plan.tokens));
    let fate = match plan.fate {
        Fate::Refused(_) | Fate::Broken(..) if !is_first(plan.number) => Fate::Whole,
        fate => fate,
    };
    let reply = match fate {
        Fate::Whole | Fate::DroppedAfter(_) => sends(service, wire.whole()),
        Fate::DroppedBeforeHead(_) => Reply::new(200).delay(NEVER),
        Fate::Refused(status) => error(status, "as was planned"),
        Fate::Broken(at, fault) => {
            let before = wire.open.len() + at;
            let mut events = wire.whole();
            // Within the next event, somewhere.
            let part = plan.number as usize % events[before].len();
            let sent = events[..before]
                .iter()
                .map(|event| event.len())
                .sum::<usize>()
                + part;
            match fault {
                Fault::Truncated => sends(service, events).cut_after(sent),
                Fault::Reset => sends(service, events).reset_after(sent),
                Fault::Stalled => sends(service, events).stall_after(sent),
                Fault::Malformed => {
                    events.insert(before, wire::malformed(service));
                    sends(service, events)
                }
            }
        }
    };
    reply.pause(plan.pause)
}

fn is_first(number: u64) -> bool {
    let mut faulted = FAULTED.lock().unwrap();
    faulted.get_or_insert_default().insert(number)
}

fn sends(service: Service, events: Vec<bytes::Bytes>) -> Reply {
    Reply::new(200)
        .header("content-type", wire::stream_type(service))
        .pieces(events)
        .chunked()
}

fn error(status: u16, message: &str) -> Reply {
    Reply::json(status, format!(r#"{{"error":{{"message":"{message}"}}}}"#))
}

fn service(path: &str) -> Option<Service> {
    let paths = [
        ("/v1/chat/completions", Service::OpenAiChat),
        ("/v1/responses", Service::OpenAiResponses),
        ("/anthropic/", Service::Anthropic),
        ("/cohere/", Service::Cohere),
        ("/gemini/", Service::Gemini),
        ("/mistral/", Service::Mistral),
        ("/ollama/", Service::Ollama),
    ];
    let found = paths.into_iter().find(|(start, _)| path.starts_with(start));
    found.map(|(_, service)| service)
}

/// The process of [`serve`], which ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Serving {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub(crate) url: String,
}

/// What the server has counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub(crate) connections: usize,
    pub(crate) requests: usize,
}

impl Serving {
    pub(crate) fn start(seed: u64) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["serve", &seed.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = process.stdin.take().ok_or("the server has no input")?;
        let output = process.stdout.take().ok_or("the server has no output")?;
        let mut serving = Self {
            process,
            input,
            output: BufReader::new(output),
            url: String::new(),
        };
        serving.url = serving.line()?;
        Ok(serving)
    }

    /// What has been counted up to now.
    pub(crate) fn counts(&mut self) -> Result<Counts> {
        self.input.write_all(b"\n")?;
        let line = self.line()?;
        let (connections, requests) = line.split_once(' ').ok_or("the server does not count")?;
        Ok(Counts {
            connections: connections.parse()?,
            requests: requests.parse()?,
        })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err("the server has ended".into());
        }
        Ok(line.trim().to_owned())
    }
}

impl Counts {
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            connections: self.connections - before.connections,
            requests: self.requests - before.requests,
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It fails where the server has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
