//! Every provider through every fault. What becomes of each is told in `docs/errors.md`, and compared with that.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use surprisal::http::HttpClient;
use surprisal::{AiMessageChunk, ChatModel, Error, ErrorKind, RunnableExt as _};
use surprisal_testing::proxy::ProxyFault;

use crate::providers::{PROVIDERS, Provider};
use crate::support::{PROMPT, STATUS_LINE, Wire, assert_discreet, behind_a_proxy, stream};

/// What goes wrong, and what comes of it.
struct Case {
    /// As the documentation says it.
    what: &'static str,
    fault: fn(&Wire) -> ProxyFault,
    kind: ErrorKind,
    /// How often it is asked for; 3 is as often as may be.
    attempts: usize,
    /// Whether what came before is kept.
    kept: bool,
    /// What the message has to say.
    says: &'static str,
}

const SECOND: Duration = Duration::from_secs(1);

/// In the middle of the second piece of the answer.
fn middle(wire: &Wire) -> usize {
    wire.first() + 20
}

/// Before the chunk of the transfer encoding that holds the second piece.
fn insert(wire: &Wire, bytes: impl Into<Bytes>) -> ProxyFault {
    ProxyFault::Insert {
        at: wire.first(),
        bytes: bytes.into(),
    }
}

fn header(bytes: impl Into<Bytes>) -> ProxyFault {
    ProxyFault::Insert {
        at: STATUS_LINE.len(),
        bytes: bytes.into(),
    }
}

const CASES: [Case; 19] = [
    Case {
        what: "the connection is reset or closed before the head has come",
        fault: |wire| ProxyFault::ResetAfter(wire.head - 1),
        kind: ErrorKind::Connection,
        attempts: 3,
        kept: false,
        says: "the connection broke: ",
    },
    Case {
        what: "it is reset within the body",
        fault: |wire| ProxyFault::ResetAfter(middle(wire)),
        kind: ErrorKind::Truncated,
        attempts: 1,
        kept: true,
        says: "the answer did not end: the connection broke: ",
    },
    Case {
        what: "it is closed within the body",
        fault: |wire| ProxyFault::CloseAfter(middle(wire)),
        kind: ErrorKind::Truncated,
        attempts: 1,
        kept: true,
        says: "the answer did not end: the connection broke: ",
    },
    Case {
        what: "it is half open: the request is not read",
        fault: |_| ProxyFault::DeafAfter(100),
        kind: ErrorKind::Timeout,
        attempts: 1,
        kept: false,
        says: "no answer within 600s, the time limit `total`",
    },
    Case {
        what: "it is half open: no head comes",
        fault: |_| ProxyFault::StallAfter(0),
        kind: ErrorKind::Timeout,
        attempts: 1,
        kept: false,
        says: "no answer within 600s, the time limit `total`",
    },
    Case {
        what: "it is half open: no more of the body comes",
        fault: |wire| ProxyFault::StallAfter(middle(wire)),
        kind: ErrorKind::Timeout,
        attempts: 1,
        kept: true,
        says: "no more bytes of the answer came within 300s, the time limit `idle`",
    },
    Case {
        what: "the head comes a byte at a time",
        fault: |_| ProxyFault::Trickle {
            after: 0,
            pause: SECOND * 10,
        },
        kind: ErrorKind::Timeout,
        attempts: 1,
        kept: false,
        says: "no answer within 600s, the time limit `total`",
    },
    Case {
        what: "the body comes a byte at a time",
        fault: |wire| ProxyFault::Trickle {
            after: middle(wire),
            pause: SECOND * 100,
        },
        kind: ErrorKind::Timeout,
        attempts: 1,
        kept: true,
        says: "the answer did not end within 600s, the time limit `total`",
    },
    Case {
        what: "blank lines come in the place of the rest",
        fault: |wire| ProxyFault::Flood {
            at: wire.first(),
            bytes: "1\r\n\n\r\n".into(),
            pause: SECOND,
        },
        kind: ErrorKind::Timeout,
        attempts: 1,
        kept: true,
        says: "the answer did not end within 600s, the time limit `total`",
    },
    Case {
        what: "interim answers come without end",
        fault: |_| ProxyFault::Flood {
            at: 0,
            bytes: "HTTP/1.1 103 \r\n\r\n".into(),
            pause: SECOND,
        },
        kind: ErrorKind::Timeout,
        attempts: 1,
        kept: false,
        says: "no answer within 600s, the time limit `total`",
    },
    Case {
        what: "what comes is not HTTP",
        fault: |_| ProxyFault::Insert {
            at: 0,
            bytes: "220 mail.example ESMTP\r\n".into(),
        },
        kind: ErrorKind::BadResponse,
        attempts: 1,
        kept: false,
        says: "the answer is not HTTP as it should be: ",
    },
    Case {
        what: "there are more than 100 headers",
        fault: |_| header("x: y\r\n".repeat(100)),
        kind: ErrorKind::BadResponse,
        attempts: 1,
        kept: false,
        says: "the answer is not HTTP as it should be: ",
    },
    Case {
        what: "the head is larger than 408 KiB",
        fault: |_| ProxyFault::Flood {
            at: STATUS_LINE.len(),
            bytes: "x".repeat(1 << 13).into(),
            pause: Duration::ZERO,
        },
        kind: ErrorKind::BadResponse,
        attempts: 1,
        kept: false,
        says: "the answer is not HTTP as it should be: ",
    },
    Case {
        what: "the body is compressed, which was not asked for",
        fault: |_| header("content-encoding: gzip\r\n"),
        kind: ErrorKind::BadResponse,
        attempts: 1,
        kept: false,
        says: "the answer is compressed by `gzip`, which was not asked for and is not read",
    },
    Case {
        what: "the size of a chunk of the transfer encoding is none",
        fault: |wire| insert(wire, "size\r\n"),
        kind: ErrorKind::Truncated,
        attempts: 1,
        kept: true,
        says: "the answer did not end: the connection broke: ",
    },
    Case {
        what: "it is larger than a number can be",
        fault: |wire| insert(wire, "fffffffffffffffff\r\n"),
        kind: ErrorKind::Truncated,
        attempts: 1,
        kept: true,
        says: "the answer did not end: the connection broke: ",
    },
    Case {
        what: "it has more than 16 KiB beside it",
        fault: |wire| insert(wire, format!("1;x={}", "x".repeat(1 << 15))),
        kind: ErrorKind::Truncated,
        attempts: 1,
        kept: true,
        says: "the answer did not end: the connection broke: ",
    },
    Case {
        what: "an event or a body does not end, and is larger than `max_event_size` or `max_body_size`",
        fault: |wire| ProxyFault::Flood {
            at: wire.first(),
            bytes: format!("2000\r\n{}\r\n", "x".repeat(1 << 13)).into(),
            pause: Duration::ZERO,
        },
        kind: ErrorKind::BadResponse,
        attempts: 1,
        kept: true,
        says: " is larger than 1048576 bytes; raise `max_",
    },
    Case {
        what: "the answer is a redirect, to this host or another",
        fault: |_| {
            ProxyFault::Answer(
            "HTTP/1.1 307 \r\nlocation: http://other.example/v1?x=1\r\ncontent-length: 0\r\n\r\n".into(),
        )
        },
        kind: ErrorKind::BadResponse,
        attempts: 1,
        kept: false,
        says: "redirected to `http://other.example/v1`, which is not followed; change the base URL",
    },
];

impl Case {
    /// The line of it in the table of the documentation.
    fn row(&self) -> String {
        let again = if self.attempts > 1 { "yes" } else { "no" };
        let kept = if self.kept { "what came" } else { "–" };
        format!("| {} | `{:?}` | {again} | {kept} |\n", self.what, self.kind)
    }

    async fn assert(&self, provider: &Provider) {
        // Large enough for all answers here, and soon full.
        let client = HttpClient::builder()
            .max_event_size(1 << 20)
            .max_body_size(1 << 20);
        let client = client.build().unwrap();
        let context = format!("{}, {}", provider.name, self.what);

        let wire = Wire::streamed(provider);
        let (_server, proxy) = behind_a_proxy(&wire).await;
        proxy.fault_all((self.fault)(&wire));
        let model = provider.model(proxy.url(), client.clone());
        let (chunks, outcome) = stream(&model).await;
        let error = outcome.expect_err(&context);
        self.assert_error(&error, &context);
        assert_eq!(proxy.connections(), self.attempts, "{context}");
        assert!(proxy.given() < TAKEN, "{context}: {}", proxy.given());
        let expected = if self.kept {
            wire.chunks(wire.first())
        } else {
            0
        };
        assert_eq!(chunks.len(), expected, "{context}");
        let came: AiMessageChunk = chunks.into_iter().sum();
        assert_eq!(
            error.partial().cloned().unwrap_or_default(),
            came,
            "{context}"
        );

        let context = format!("{context}, whole");
        let wire = Wire::whole(provider);
        let (_server, proxy) = behind_a_proxy(&wire).await;
        proxy.fault_all((self.fault)(&wire));
        let model: Arc<dyn ChatModel> = provider.model(proxy.url(), client);
        let error = model.invoke(PROMPT).await.expect_err(&context);
        self.assert_error(&error, &context);
        assert_eq!(proxy.connections(), self.attempts, "{context}");
        assert!(proxy.given() < TAKEN, "{context}: {}", proxy.given());
        let body = error.body().unwrap_or_default();
        let came = body.starts_with(&provider.body[..40]);
        assert_eq!(came, self.kept, "{context}: {body:?}");
    }

    fn assert_error(&self, error: &Error, context: &str) {
        assert_eq!(error.kind(), self.kind, "{context}: {error}");
        assert!(error.message().contains(self.says), "{context}: {error}");
        assert!(error.provider().is_some(), "{context}");
        assert_discreet(error);
    }
}

/// What may be on the way in what the system holds for both sides, beside what a client takes.
const TAKEN: usize = 16 << 20;

/// The waits are on a clock that jumps.
#[tokio::test(start_paused = true)]
async fn has_the_outcome_that_is_documented() {
    for case in &CASES {
        for provider in &PROVIDERS {
            case.assert(provider).await;
        }
    }
}

#[test]
fn is_documented() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    let page = fs::read_to_string(page).unwrap();
    for case in &CASES {
        assert!(
            page.contains(&case.row()),
            "docs/errors.md has no\n{}",
            case.row()
        );
    }
}

/// A fault of one connection is made good by the next attempt, and told by nobody.
#[tokio::test(start_paused = true)]
async fn is_made_good_where_it_is_tried_again() {
    for case in CASES.iter().filter(|case| case.attempts > 1) {
        for provider in &PROVIDERS {
            let wire = Wire::streamed(provider);
            let (server, proxy) = behind_a_proxy(&wire).await;
            proxy.fault((case.fault)(&wire));
            let client = HttpClient::builder().build().unwrap();
            let (chunks, message) = stream(&provider.model(proxy.url(), client)).await;
            assert_eq!(message.unwrap().text(), "Gr\u{fc}\u{df} dich");
            assert_eq!(chunks.len(), wire.chunks(usize::MAX));
            assert_eq!(server.requests().len(), 2);
        }
    }
}
