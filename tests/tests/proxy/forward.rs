//! Behind a proxy of the user's own: what it is told, and what errors tell of it.

use std::env;
use std::process::Command;

use bytes::Bytes;
use surprisal::http::{HttpClient, ReqwestTransport};
use surprisal::{ErrorKind, RunnableExt as _};
use surprisal_testing::proxy::{FaultProxy, ProxyFault};
use surprisal_testing::server::{Reply, Server};

use crate::providers::{KEY, PROVIDERS};
use crate::support::{PROMPT, assert_hides, quick};
use crate::tls::{Authority, Front};

/// A host that is nowhere: only the proxy gets to it.
const HOST: &str = "provider.example";

const USER: &str = "me";
const PASSWORD: &str = "pw-secret-77aa";
/// Both, as a proxy is told them.
const BASIC: &str = "Basic bWU6cHctc2VjcmV0LTc3YWE=";

fn with_password(proxy: &FaultProxy) -> String {
    format!("http://{USER}:{PASSWORD}@{}", proxy.address())
}

fn client(proxy: &FaultProxy) -> HttpClient {
    let transport = ReqwestTransport::builder().proxy(with_password(proxy));
    quick()
        .transport(transport.build().unwrap())
        .build()
        .unwrap()
}

/// A server that gives this body to every request, and a proxy in front of it.
async fn start(body: &'static str) -> (Server, FaultProxy) {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, body).forever());
    let proxy = FaultProxy::start(server.address()).await.unwrap();
    (server, proxy)
}

#[tokio::test]
async fn a_request_in_the_clear_goes_through_it_with_its_password() {
    for provider in &PROVIDERS {
        let (server, proxy) = start(provider.body).await;
        let model = provider.model(&format!("http://{HOST}"), client(&proxy));
        let answer = model.invoke(PROMPT).await.unwrap();
        assert_eq!(answer.text(), "Gr\u{fc}\u{df} dich", "{}", provider.name);
        let request = &server.requests()[0];
        let host = format!("http://{HOST}/v1/");
        assert!(request.target().starts_with(&host), "{}", request.target());
        assert_eq!(request.header("proxy-authorization"), Some(BASIC));
        assert_eq!(proxy.connections(), 1);
    }
}

#[tokio::test]
async fn a_request_under_tls_goes_through_a_tunnel_that_sees_neither_key_nor_prompt() {
    let authority = Authority::new("ours");
    for provider in &PROVIDERS {
        let server = Server::start().await.unwrap();
        server.reply(Reply::json(200, provider.body));
        let front = Front::start(&server, &authority, HOST).await;
        let proxy = FaultProxy::start(front.address).await.unwrap();
        let transport = ReqwestTransport::builder()
            .proxy(with_password(&proxy))
            .root_certificates(authority.pem());
        let client = quick()
            .transport(transport.build().unwrap())
            .build()
            .unwrap();
        let model = provider.model(&format!("https://{HOST}"), client);
        let answer = model.invoke(PROMPT).await.unwrap();
        assert_eq!(answer.text(), "Gr\u{fc}\u{df} dich", "{}", provider.name);

        let tunnels = proxy.tunnels();
        let [tunnel] = tunnels.as_slice() else {
            panic!("{tunnels:?}");
        };
        let lower = tunnel.to_ascii_lowercase();
        assert!(
            lower.starts_with(&format!("connect {HOST}:443 http/1.1\r\n")),
            "{tunnel}"
        );
        let told = format!("proxy-authorization: {}\r\n", BASIC.to_ascii_lowercase());
        assert!(lower.contains(&told), "{tunnel}");
        assert!(!tunnel.contains(KEY) && !tunnel.contains(PROMPT));
        let request = &server.requests()[0];
        assert_eq!(
            request.header("proxy-authorization"),
            None,
            "{}",
            provider.name
        );
    }
}

#[tokio::test]
async fn no_error_of_it_shows_its_password() {
    let answer = |text: &'static str| ProxyFault::Answer(Bytes::from(text));
    for provider in &PROVIDERS {
        for (fault, scheme, kind, attempts) in [
            (
                answer("HTTP/1.1 407 \r\ncontent-length: 0\r\n\r\n"),
                "http",
                ErrorKind::Authentication,
                1,
            ),
            (
                answer("HTTP/1.1 407 \r\ncontent-length: 0\r\n\r\n"),
                "https",
                ErrorKind::Authentication,
                1,
            ),
            (
                answer("HTTP/1.1 403 \r\ncontent-length: 0\r\n\r\n"),
                "http",
                ErrorKind::PermissionDenied,
                1,
            ),
            (
                answer("HTTP/1.1 403 \r\ncontent-length: 0\r\n\r\n"),
                "https",
                ErrorKind::Connection,
                3,
            ),
            (
                answer("HTTP/1.1 502 \r\ncontent-length: 0\r\n\r\n"),
                "http",
                ErrorKind::Server,
                3,
            ),
            (
                answer("HTTP/1.1 502 \r\ncontent-length: 0\r\n\r\n"),
                "https",
                ErrorKind::Connection,
                3,
            ),
            (
                answer("SSH-2.0-OpenSSH\r\n\r\n"),
                "http",
                ErrorKind::BadResponse,
                1,
            ),
            (
                answer("SSH-2.0-OpenSSH\r\n\r\n"),
                "https",
                ErrorKind::Connection,
                3,
            ),
            (answer(""), "http", ErrorKind::Connection, 3),
            (answer(""), "https", ErrorKind::Connection, 3),
            (ProxyFault::ResetAfter(0), "http", ErrorKind::Connection, 3),
            // It leads to a server without TLS.
            (ProxyFault::Nothing, "https", ErrorKind::BadResponse, 1),
        ] {
            let (server, proxy) = start(provider.body).await;
            proxy.fault_all(fault.clone());
            let model = provider.model(&format!("{scheme}://{HOST}"), client(&proxy));
            let error = model.invoke(PROMPT).await.unwrap_err();
            let context = format!("{}, {scheme}, {fault:?}: {error}", provider.name);
            assert_eq!(error.kind(), kind, "{context}");
            assert_eq!(proxy.connections(), attempts, "{context}");
            let basic = BASIC.split(' ').next_back().unwrap();
            assert_hides(&error, &[KEY, PROMPT, PASSWORD, basic]);
            drop(server);
        }
    }
}

#[tokio::test]
async fn one_that_is_not_there_is_told_without_its_password() {
    let (_server, proxy) = start("{}").await;
    let client = client(&proxy);
    drop(proxy);
    for scheme in ["http", "https"] {
        let model = PROVIDERS[0].model(&format!("{scheme}://{HOST}"), client.clone());
        let error = model.invoke(PROMPT).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection);
        assert!(error.message().contains("could not connect: "), "{error}");
        assert_hides(&error, &[KEY, PROMPT, PASSWORD]);
    }
}

#[tokio::test]
async fn one_without_a_scheme_is_used_as_well() {
    let provider = &PROVIDERS[0];
    let (server, proxy) = start(provider.body).await;
    let transport = ReqwestTransport::builder().proxy(proxy.address().to_string());
    let client = quick().transport(transport.build().unwrap());
    let model = provider.model(&format!("http://{HOST}"), client.build().unwrap());
    assert!(model.invoke("hi").await.is_ok());
    assert_eq!((proxy.connections(), server.requests().len()), (1, 1));
}

#[test]
fn what_is_no_proxy_is_refused_without_its_password() {
    for url in [
        format!("http://{USER}:{PASSWORD}@ h"),
        // Past such a proxy requests would go unnoticed.
        format!("ftp://{USER}:{PASSWORD}@h"),
        format!("socks5://{USER}:{PASSWORD}@h"),
    ] {
        let builder = ReqwestTransport::builder().proxy(url.as_str());
        assert!(!format!("{builder:?}").contains(PASSWORD));
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{url}: {error}");
        assert_hides(&error, &[PASSWORD]);
    }
}

/// Set for the copy of this program that has an environment of its own; the URL that it asks.
const CHILD: &str = "SURPRISAL_TEST_CHILD";

#[tokio::test]
async fn the_environment_names_one_and_what_goes_past_it() {
    let provider = &PROVIDERS[0];
    if let Ok(url) = env::var(CHILD) {
        let client = HttpClient::builder().build().unwrap();
        let answer = provider.model(&url, client).invoke(PROMPT).await;
        assert_eq!(answer.unwrap().text(), "Gr\u{fc}\u{df} dich");
        return;
    }
    let (server, proxy) = start(provider.body).await;
    let nowhere = format!("http://{HOST}");
    for (url, variable, past, connections) in [
        (nowhere.as_str(), "HTTP_PROXY", "", 1),
        (nowhere.as_str(), "http_proxy", "", 2),
        (nowhere.as_str(), "ALL_PROXY", "", 3),
        // To the server without the proxy.
        (server.url(), "HTTP_PROXY", "127.0.0.1", 3),
    ] {
        let mut child = Command::new(env::current_exe().unwrap());
        for name in [
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "REQUEST_METHOD",
        ] {
            child.env_remove(name).env_remove(name.to_ascii_lowercase());
        }
        child
            .args([
                "--exact",
                "forward::the_environment_names_one_and_what_goes_past_it",
            ])
            .env(CHILD, url)
            .env(variable, with_password(&proxy))
            .env("NO_PROXY", past);
        let output = tokio::task::spawn_blocking(move || child.output().unwrap());
        let output = output.await.unwrap();
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && shown.contains("1 passed"),
            "{variable}: {shown}"
        );
        assert_eq!(proxy.connections(), connections, "{variable}");
        let told = server
            .requests()
            .last()
            .unwrap()
            .header("proxy-authorization")
            .is_some();
        assert_eq!(told, past.is_empty(), "{variable}");
    }
}
