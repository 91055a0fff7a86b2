//! Servers whose TLS certificate is not accepted, and those that are trusted by a root of one's own.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use surprisal::http::{HttpClient, ReqwestTransport};
use surprisal::{ErrorKind, RunnableExt as _};
use surprisal_testing::proxy::{FaultProxy, ProxyFault};
use surprisal_testing::server::{Reply, Server};
use tokio::io::{AsyncWriteExt as _, copy, split};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::providers::PROVIDERS;
use crate::support::{PROMPT, Wire, assert_discreet, quick, stream};

/// An authority that nobody knows.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// Clients find it by its name.
    pub(crate) fn new(name: &str) -> Self {
        let mut root = CertificateParams::new(Vec::new()).unwrap();
        root.distinguished_name.push(DnType::CommonName, name);
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(root, key).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A client that trusts it.
    pub(crate) fn client(&self) -> HttpClient {
        let transport = ReqwestTransport::builder().root_certificates(self.pem());
        quick()
            .transport(transport.build().unwrap())
            .build()
            .unwrap()
    }

    /// What a server for this host needs, with a certificate that holds until that year.
    fn config(&self, host: &str, until: i32) -> ServerConfig {
        let mut leaf = CertificateParams::new(vec![host.to_owned()]).unwrap();
        leaf.not_before = date_time_ymd(2000, 1, 1);
        leaf.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = leaf.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }
}

/// TLS in front of a server.
pub(crate) struct Front {
    pub(crate) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Front {
    pub(crate) async fn start(server: &Server, authority: &Authority, host: &str) -> Self {
        Self::until(server, authority, host, 2100, true).await
    }

    /// `is_orderly` says whether the end of a connection is told by TLS or only by TCP.
    async fn until(
        server: &Server,
        authority: &Authority,
        host: &str,
        until: i32,
        is_orderly: bool,
    ) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(authority.config(host, until)));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = server.address();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that does not accept the certificate goes away.
                    let Ok(client) = acceptor.accept(client).await else {
                        return;
                    };
                    let (mut from_client, mut to_client) = split(client);
                    let server = TcpStream::connect(server).await.unwrap();
                    let (mut from_server, mut to_server) = server.into_split();
                    tokio::select! {
                        _ = copy(&mut from_client, &mut to_server) => {}
                        _ = copy(&mut from_server, &mut to_client) => {
                            to_client.flush().await.unwrap();
                        }
                    }
                    if is_orderly {
                        let _ = to_client.shutdown().await;
                    }
                });
            }
        });
        Self { address, task }
    }

    fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[tokio::test]
async fn a_server_of_ones_own_authority_is_trusted_by_its_root() {
    let authority = Authority::new("ours");
    for provider in &PROVIDERS {
        let server = Server::start().await.unwrap();
        server.reply(Wire::streamed(provider).reply());
        let front = Front::start(&server, &authority, "127.0.0.1").await;
        let model = provider.model(&front.url(), authority.client());
        let (_, message) = stream(&model).await;
        assert_eq!(message.unwrap().text(), "Gr\u{fc}\u{df} dich");
    }
}

#[tokio::test]
async fn several_files_of_roots_are_all_trusted() {
    let (one, other) = (Authority::new("one"), Authority::new("other"));
    // As files without a line end at their end are.
    let transport = ReqwestTransport::builder()
        .root_certificates(one.pem().trim_end())
        .root_certificates(other.pem().trim_end());
    let client = quick()
        .transport(transport.build().unwrap())
        .build()
        .unwrap();
    let provider = &PROVIDERS[0];
    for authority in [&one, &other] {
        let server = Server::start().await.unwrap();
        server.reply(Reply::json(200, provider.body));
        let front = Front::start(&server, authority, "127.0.0.1").await;
        let model = provider.model(&front.url(), client.clone());
        assert!(model.invoke("hi").await.is_ok());
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_accepted_is_an_error_at_once_and_nothing_is_sent() {
    let (authority, unknown) = (Authority::new("known"), Authority::new("unknown"));
    for provider in &PROVIDERS {
        for (issuer, host, until, says) in [
            (&authority, "127.0.0.1", 2020, "certificate expired"),
            (
                &authority,
                "other.example",
                2100,
                "certificate not valid for name \"127.0.0.1\"",
            ),
            (&unknown, "127.0.0.1", 2100, "UnknownIssuer"),
        ] {
            let server = Server::start().await.unwrap();
            let front = Front::until(&server, issuer, host, until, true).await;
            let proxy = FaultProxy::start(front.address).await.unwrap();
            let url = format!("https://{}", proxy.address());
            let model = provider.model(&url, authority.client());
            let whole = model.invoke(PROMPT).await.unwrap_err();
            let streamed = stream(&model).await.1.unwrap_err();
            for error in [whole, streamed] {
                let context = format!("{}, {says}: {error}", provider.name);
                assert_eq!(error.kind(), ErrorKind::Connection, "{context}");
                assert!(!error.is_retryable(), "{context}");
                let what = ": the server's certificate is not accepted: invalid peer certificate: ";
                assert!(error.message().contains(what), "{context}");
                assert!(error.message().contains(says), "{context}");
                assert_discreet(&error);
            }
            // Another attempt would be shown the same.
            assert_eq!(proxy.connections(), 2, "{}, {says}", provider.name);
            assert_eq!(server.connections(), 0);
        }
    }
}

#[tokio::test]
async fn the_end_of_an_answer_that_only_tcp_tells_is_none() {
    let authority = Authority::new("ours");
    for provider in &PROVIDERS {
        let server = Server::start().await.unwrap();
        // Whoever cuts the connection could leave off what he likes.
        let body = format!(
            "HTTP/1.1 200 \r\ncontent-type: application/json\r\n\r\n{}",
            provider.body
        );
        server.reply(Reply::raw(body).forever());
        for (is_orderly, kind) in [(true, None), (false, Some(ErrorKind::Truncated))] {
            let front = Front::until(&server, &authority, "127.0.0.1", 2100, is_orderly).await;
            let model = provider.model(&front.url(), authority.client());
            let outcome = model.invoke("hi").await;
            assert_eq!(
                outcome.err().map(|error| error.kind()),
                kind,
                "{}",
                provider.name
            );
        }
    }
}

#[tokio::test]
async fn a_reset_within_the_handshake_is_tried_again() {
    let authority = Authority::new("ours");
    let provider = &PROVIDERS[0];
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, provider.body).forever());
    let front = Front::start(&server, &authority, "127.0.0.1").await;
    let proxy = FaultProxy::start(front.address).await.unwrap();
    let url = format!("https://{}", proxy.address());
    let model = provider.model(&url, authority.client());
    for fault in [ProxyFault::ResetAfter(1), ProxyFault::CloseAfter(200)] {
        proxy.fault(fault);
        assert!(model.invoke("hi").await.is_ok());
    }
    // The second call finds the connection of the first one open, so the fault is of another.
    proxy.fault_all(ProxyFault::ResetAfter(100));
    let model = provider.model(&url, authority.client());
    let error = model.invoke("hi").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_retryable()),
        (ErrorKind::Connection, true)
    );
}
