//! The server, in a process of its own so that only the client is counted.

use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use surprisal_testing::server::{Reply, Server};
use surprisal_tests::contender::{Result, Scenario};
use surprisal_tests::generate;

/// How many units the shorter of the two answers has.
pub(crate) fn units(scenario: Scenario) -> usize {
    match scenario {
        Scenario::Invoke => 20,
        _ => 500,
    }
}

/// Serves every scenario at two lengths until standard input ends: prints `scenario n url` a line,
/// and `ready`.
pub(crate) async fn serve() -> Result<()> {
    let mut servers = Vec::new();
    for scenario in Scenario::ALL {
        for n in [units(scenario), 2 * units(scenario)] {
            let server = Server::start().await?;
            println!("{} {n} {}", scenario.name(), server.url());
            server.reply(reply(scenario, n).forever());
            servers.push(server);
        }
    }
    println!("ready");
    tokio::task::spawn_blocking(|| io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

fn reply(scenario: Scenario, n: usize) -> Reply {
    match scenario {
        Scenario::Invoke => Reply::json(200, generate::body(Scenario::INVOKED, scenario.top())),
        _ => Reply::sse("").pieces(generate::events(n, scenario.top())),
    }
}

/// The process of [`serve`], which ends when this is dropped.
pub(crate) struct Serving {
    process: Child,
    urls: Vec<String>,
}

impl Serving {
    pub(crate) fn start() -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("the server has no output")?;
        let mut urls = Vec::new();
        for line in BufReader::new(output).lines() {
            let line = line?;
            if line == "ready" {
                return Ok(Self { process, urls });
            }
            urls.push(line);
        }
        Err("the server ended before it was ready".into())
    }

    /// Where the answer of `n` units is.
    pub(crate) fn url(&self, scenario: Scenario, n: usize) -> Result<&str> {
        let start = format!("{} {n} ", scenario.name());
        let found = self.urls.iter().find_map(|line| line.strip_prefix(&start));
        Ok(found.ok_or("the server does not serve this")?)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It fails where the server has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
