//! A stream of each provider whose connection is reset after each of its bytes.

use surprisal::{AiMessageChunk, ErrorKind};
use surprisal_testing::proxy::ProxyFault;

use crate::providers::{PROVIDERS, Provider};
use crate::support::{Wire, assert_discreet, behind_a_proxy, quick, stream};

/// Breaks the connection by this fault after each byte of the answer, or each of so many: what can be read of the bytes that came is given,
/// once, and an error tells that there was to be more.
async fn assert_cut(provider: &Provider, fault: fn(usize) -> ProxyFault, step: usize) {
    let name = provider.name;
    let wire = Wire::streamed(provider);
    let (server, proxy) = behind_a_proxy(&wire).await;
    let model = provider.model(proxy.url(), quick().build().unwrap());
    let (whole, message) = stream(&model).await;
    let message = message.unwrap();
    assert_eq!(message.text(), "Gr\u{fc}\u{df} dich", "{name}");
    assert_eq!(whole.len(), wire.chunks(wire.bytes.len()), "{name}");

    let mut asked = server.requests().len();
    for n in (0..=wire.bytes.len()).step_by(step) {
        proxy.fault(fault(n));
        let (chunks, outcome) = stream(&model).await;
        let requests = server.requests().len() - asked;
        asked += requests;
        if n < wire.head {
            // The head did not come: the request is sent again, and nothing was given twice.
            assert_eq!(requests, 2, "{name}: after {n}");
            assert_eq!(chunks, whole, "{name}: after {n}");
            assert_eq!(outcome.unwrap(), message, "{name}: after {n}");
            continue;
        }
        assert_eq!(requests, 1, "{name}: after {n}");
        let expected = wire.chunks(n);
        assert_eq!(chunks, whole[..expected], "{name}: after {n}");
        match outcome {
            // The end of the transfer may be missing after the provider's own.
            Ok(cut) => {
                assert_eq!(chunks, whole, "{name}: after {n} and taken for whole");
                assert_eq!(cut, message, "{name}: after {n}");
            }
            Err(error) => {
                // Gemini has no end signal of its own.
                let needed = if name == "gemini" {
                    wire.bytes.len()
                } else {
                    wire.last()
                };
                assert!(n < needed, "{name}: after {n}: {error}");
                assert_eq!(
                    error.kind(),
                    ErrorKind::Truncated,
                    "{name}: after {n}: {error}"
                );
                assert_eq!(error.request_id(), Some("req_1"), "{name}");
                let came: AiMessageChunk = chunks.into_iter().sum();
                assert_eq!(error.partial(), Some(&came), "{name}: after {n}");
                assert_discreet(&error);
            }
        }
    }
}

#[tokio::test]
async fn by_a_reset() {
    for provider in &PROVIDERS {
        assert_cut(provider, ProxyFault::ResetAfter, 1).await;
    }
}

#[tokio::test]
async fn by_a_close() {
    for provider in &PROVIDERS {
        // At other places of each, for it is much the same and takes its time.
        assert_cut(provider, ProxyFault::CloseAfter, 7).await;
    }
}
