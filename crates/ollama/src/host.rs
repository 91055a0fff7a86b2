use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use surprisal_core::Result;
use surprisal_http::{Endpoint, EndpointBuilder, Provider as _};

use crate::{Ollama, PROVIDER};

/// The server that the environment names.
pub(crate) fn endpoint_from_env() -> Result<Endpoint> {
    endpoint(EndpointBuilder::new().from_env::<Ollama>())
}

/// The server, for what is no chat.
pub(crate) fn endpoint(builder: EndpointBuilder) -> Result<Endpoint> {
    let endpoint = builder.build(&mut Ollama::new(String::new()));
    endpoint.map_err(|error| error.with_provider(PROVIDER))
}

/// The base URL of the API that a value of `OLLAMA_HOST` stands for, as Ollama's `envconfig.ConnectableHost` reads it.
///
/// What is no host is left as it is, for whoever parses the URL to refuse it.
pub(crate) fn base_url(host: &str) -> String {
    let host = host.trim().trim_matches(['"', '\'']).trim();
    let (scheme, rest, port) = match host.split_once("://") {
        // Then the port is that of the scheme.
        Some((scheme, rest)) => (scheme, rest, None),
        None if host == "ollama.com" => ("https", host, None),
        None => ("http", host, Some(DEFAULT_PORT)),
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let authority = match authority.contains('@') {
        true => authority.to_owned(),
        false => connectable(authority, port),
    };
    let path = path.trim_matches('/');
    match path {
        "" | "api" => format!("{scheme}://{authority}/api"),
        path if path.ends_with("/api") => format!("{scheme}://{authority}/{path}"),
        path => format!("{scheme}://{authority}/{path}/api"),
    }
}

const DEFAULT_PORT: u16 = 11434;

/// Host and port, of which either may be missing. A server may listen at all of its addresses; a client asks one.
fn connectable(authority: &str, default_port: Option<u16>) -> String {
    let ip = |text: &str| text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    let (host, port) = match ip(authority) {
        Some(_) => (authority, default_port),
        None => match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok().or(default_port)),
            None => (authority, default_port),
        },
    };
    let host = match ip(host) {
        Some(IpAddr::V4(ip)) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
        Some(IpAddr::V4(ip)) => ip.to_string(),
        Some(IpAddr::V6(ip)) if ip.is_unspecified() => format!("[{}]", Ipv6Addr::LOCALHOST),
        Some(IpAddr::V6(ip)) => format!("[{ip}]"),
        None if host.is_empty() => Ipv4Addr::LOCALHOST.to_string(),
        None => host.to_owned(),
    };
    match port {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

#[cfg(test)]
mod tests {
    use super::base_url;

    #[test]
    fn every_form_of_the_variable_is_a_base_url() {
        for (host, url) in [
            ("1.2.3.4", "http://1.2.3.4:11434/api"),
            (":1234", "http://127.0.0.1:1234/api"),
            ("1.2.3.4:1234", "http://1.2.3.4:1234/api"),
            ("example.com", "http://example.com:11434/api"),
            ("example.com:1234", "http://example.com:1234/api"),
            (":66000", "http://127.0.0.1:11434/api"),
            (":-1", "http://127.0.0.1:11434/api"),
            ("0.0.0.0", "http://127.0.0.1:11434/api"),
            ("0.0.0.0:1234", "http://127.0.0.1:1234/api"),
            ("[::1]", "http://[::1]:11434/api"),
            ("[::]", "http://[::1]:11434/api"),
            ("::1", "http://[::1]:11434/api"),
            ("[::1]:1337", "http://[::1]:1337/api"),
            (" 1.2.3.4 ", "http://1.2.3.4:11434/api"),
            ("\"1.2.3.4\"", "http://1.2.3.4:11434/api"),
            (" \" 1.2.3.4 \" ", "http://1.2.3.4:11434/api"),
            ("'1.2.3.4'", "http://1.2.3.4:11434/api"),
            ("http://1.2.3.4", "http://1.2.3.4/api"),
            ("http://1.2.3.4:4321", "http://1.2.3.4:4321/api"),
            ("https://0.0.0.0:4321", "https://127.0.0.1:4321/api"),
            (
                "https://example.com/ollama",
                "https://example.com/ollama/api",
            ),
            (
                "https://example.com/ollama/api/",
                "https://example.com/ollama/api",
            ),
            (
                "https://example.com/my-api",
                "https://example.com/my-api/api",
            ),
            ("http://localhost:11434/", "http://localhost:11434/api"),
            ("http://localhost:11434/api", "http://localhost:11434/api"),
            ("ollama.com", "https://ollama.com/api"),
            // For whoever parses it to refuse.
            ("http://me:word@h", "http://me:word@h/api"),
            ("ftp://h", "ftp://h/api"),
        ] {
            assert_eq!(base_url(host), url, "{host:?}");
        }
    }
}
