//! Limits that are set, and what is left on a connection.

use std::time::Duration;

use bytes::Bytes;
use surprisal::http::Timeouts;
use surprisal::{CallOptions, ErrorKind, RunnableExt as _};
use surprisal_testing::proxy::{FaultProxy, ProxyFault};
use surprisal_testing::server::{Reply, Server};
use tokio::time::Instant;

use crate::providers::PROVIDERS;
use crate::support::{Wire, assert_discreet, behind_a_proxy, quick, stream};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_connection_without_an_answer_is_given_up_after_first_byte_and_another_one_tried() {
    for provider in &PROVIDERS {
        let wire = Wire::streamed(provider);
        let (_server, proxy) = behind_a_proxy(&wire).await;
        let limit = Timeouts::default().first_byte(30 * SECOND);
        let model = provider.model(proxy.url(), quick().timeouts(limit).build().unwrap());
        for fault in [ProxyFault::StallAfter(0), ProxyFault::DeafAfter(0)] {
            proxy.fault(fault);
            let start = Instant::now();
            let (_, message) = stream(&model).await;
            assert_eq!(message.unwrap().text(), "Gr\u{fc}\u{df} dich");
            let elapsed = start.elapsed();
            assert!((30 * SECOND..31 * SECOND).contains(&elapsed), "{elapsed:?}");
        }
        let trickle = ProxyFault::Trickle {
            after: 0,
            pause: SECOND,
        };
        proxy.fault_all(trickle);
        let (_, outcome) = stream(&model).await;
        let error = outcome.unwrap_err();
        let message = "no answer within 30s, the time limit `first_byte`";
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Timeout, message)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_prompt_that_is_too_large_for_a_server_that_does_not_read_is_given_up() {
    for provider in &PROVIDERS {
        let wire = Wire::streamed(provider);
        let (server, proxy) = behind_a_proxy(&wire).await;
        proxy.fault_all(ProxyFault::DeafAfter(1 << 16));
        let model = provider.model(proxy.url(), quick().build().unwrap());
        let start = Instant::now();
        // More than the system holds for both sides.
        let error = model.invoke("x".repeat(32 << 20)).await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Timeout,
            "{}: {error}",
            provider.name
        );
        assert_eq!(start.elapsed().as_secs(), 600);
        assert_eq!((proxy.taken(), server.requests().len()), (1 << 16, 0));
    }
}

/// A byte now and then keeps `idle` from being reached, and not the wait for content.
#[tokio::test(start_paused = true)]
async fn a_stream_that_only_drips_runs_into_the_idle_limit_of_the_call() {
    for provider in &PROVIDERS {
        let wire = Wire::streamed(provider);
        let (_server, proxy) = behind_a_proxy(&wire).await;
        let model = provider.model(proxy.url(), quick().build().unwrap());
        let model = model.bind(CallOptions::new().idle_timeout(20 * SECOND));
        proxy.fault(ProxyFault::Trickle {
            after: wire.first(),
            pause: SECOND,
        });
        let start = Instant::now();
        let chunks = model.stream("hi").await.unwrap();
        let error = surprisal::AiMessageChunk::collect(chunks)
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (
                ErrorKind::Timeout,
                "no more content came within 20s, the time limit `content_idle`"
            ),
            "{}",
            provider.name
        );
        assert_eq!(start.elapsed().as_secs(), 20, "{}", provider.name);
        assert!(error.partial().is_some());
    }
}

/// A second answer in the place of one is not what the next request gets.
#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_nobodys() {
    for provider in &PROVIDERS {
        let server = Server::start().await.unwrap();
        let own = |id: &str| Reply::json(200, provider.body).header("x-request-id", id);
        let (first, second) = (own("first"), own("second"));
        server.reply(first);
        server.reply(second);
        let proxy = FaultProxy::start(server.address()).await.unwrap();
        let poison = provider.body.replace("dich", "Welt");
        let length = poison.len();
        let poison = format!(
            "HTTP/1.1 200 \r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{poison}"
        );
        let head = "HTTP/1.1 200 \r\ncontent-type: application/json\r\nx-request-id: first\r\ncontent-length: \r\n\r\n";
        let at = head.len() + provider.body.len().to_string().len() + provider.body.len();
        proxy.fault(ProxyFault::Insert {
            at,
            bytes: Bytes::from(poison),
        });
        let model = provider.model(proxy.url(), quick().build().unwrap());
        for _ in 0..2 {
            let answer = model.invoke("hi").await.unwrap();
            assert_eq!(answer.text(), "Gr\u{fc}\u{df} dich", "{}", provider.name);
            // It has come by then, and is there to be mistaken.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!((server.requests().len(), proxy.connections()), (2, 2));
    }
}

/// What comes after the end of the body is thrown away up to a limit, and is no part of the answer.
#[tokio::test]
async fn trailers_without_end_do_not_hold_back_a_stream_that_is_complete() {
    for provider in &PROVIDERS {
        let wire = Wire::streamed(provider);
        let (_server, proxy) = behind_a_proxy(&wire).await;
        proxy.fault_all(ProxyFault::Flood {
            at: wire.bytes.len() - 2,
            bytes: "x-trailer: y\r\n".repeat(100).into(),
            pause: Duration::ZERO,
        });
        let model = provider.model(proxy.url(), quick().build().unwrap());
        match stream(&model).await.1 {
            Ok(message) => assert_eq!(message.text(), "Gr\u{fc}\u{df} dich"),
            // Where the provider has no end signal of its own, that of the transfer is needed.
            Err(error) => {
                assert_eq!(
                    (provider.name, error.kind()),
                    ("gemini", ErrorKind::Truncated)
                );
                assert_discreet(&error);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_stays_open_after_the_end_signal_is_not_waited_for() {
    // Gemini has no end signal of its own.
    for provider in PROVIDERS.iter().filter(|one| one.name != "gemini") {
        let wire = Wire::streamed(provider);
        let (_server, proxy) = behind_a_proxy(&wire).await;
        proxy.fault_all(ProxyFault::StallAfter(wire.last()));
        let model = provider.model(proxy.url(), quick().build().unwrap());
        let start = Instant::now();
        let (_, message) = stream(&model).await;
        let name = provider.name;
        assert_eq!(message.unwrap().text(), "Gr\u{fc}\u{df} dich", "{name}");
        assert!(start.elapsed() < SECOND, "{name}");
    }
}
