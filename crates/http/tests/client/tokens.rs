//! Bearer tokens that do not last, on a clock that jumps.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Request};
use surprisal_core::{Error, ErrorKind, Result, Secret};
use surprisal_http::{
    Body, Call, Endpoint, HttpClient, Response, Timeouts, TokenProvider, Transport, TransportError,
    response_error,
};
use tokio::time::{Instant, sleep};

/// Answers in turn by these statuses, and keeps what it was let in by.
#[derive(Debug, Default)]
struct Door {
    statuses: Mutex<Vec<u16>>,
    /// How long an answer takes.
    delay: Duration,
    seen: Arc<Mutex<Vec<Option<HeaderValue>>>>,
}

#[async_trait]
impl Transport for Door {
    async fn send(&self, request: Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let authorization = request.headers().get(AUTHORIZATION).cloned();
        self.seen.lock().unwrap().push(authorization);
        sleep(self.delay).await;
        let status = self.statuses.lock().unwrap().pop().unwrap_or(200);
        let response = http::Response::builder().status(status);
        Ok(response.body(Body::from("{}")).unwrap())
    }
}

/// Numbers its tokens, each of which takes as long.
struct Numbered {
    delay: Duration,
    asked: AtomicUsize,
}

impl Numbered {
    fn after(delay: Duration) -> Arc<Self> {
        let asked = AtomicUsize::new(0);
        Arc::new(Self { delay, asked })
    }
}

#[async_trait]
impl TokenProvider for Numbered {
    async fn token(&self) -> Result<Secret> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        sleep(self.delay).await;
        Ok(format!(" token-{number}\n").into())
    }
}

fn endpoint(door: Door, provider: Arc<dyn TokenProvider>) -> Endpoint {
    let client = HttpClient::builder().transport(door).build().unwrap();
    let base_url = "http://localhost".parse().unwrap();
    Endpoint::new(client, base_url).with_token_provider(provider)
}

async fn post(endpoint: &Endpoint, limit: Option<Duration>) -> Result<Response> {
    let mut timeouts = Timeouts::default();
    if let Some(limit) = limit {
        timeouts = timeouts.total(limit);
    }
    let call = Call::new("test", "m").timeouts(timeouts);
    let (headers, body) = (HeaderMap::new(), Bytes::new());
    endpoint
        .post("say", headers, body, &call, response_error)
        .await
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[tokio::test(start_paused = true)]
async fn a_provider_is_asked_before_each_request_whatever_its_method() {
    let door = Door::default();
    let seen = Arc::clone(&door.seen);
    let provider = Numbered::after(Duration::ZERO);
    let shared: Arc<dyn TokenProvider> = Arc::<Numbered>::clone(&provider);
    let endpoint = endpoint(door, shared);
    assert_eq!(provider.asked.load(Ordering::SeqCst), 0);
    post(&endpoint, None).await.unwrap();
    let call = Call::new("test", "m");
    endpoint.get("models", &call, response_error).await.unwrap();
    let seen = seen.lock().unwrap();
    let seen: Vec<_> = seen.iter().flatten().collect();
    assert_eq!(seen, ["Bearer token-1", "Bearer token-2"]);
    // It is printed nowhere.
    assert!(seen.iter().all(|value| value.is_sensitive()));
}

#[tokio::test(start_paused = true)]
async fn attempts_at_one_request_share_a_token() {
    let door = Door {
        statuses: Mutex::new(vec![200, 500, 500]),
        ..Door::default()
    };
    let seen = Arc::clone(&door.seen);
    let endpoint = endpoint(door, Numbered::after(Duration::ZERO));
    post(&endpoint, None).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().flatten().all(|value| value == "Bearer token-1"));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_is_renewed_once() {
    let refused = |times| Door {
        statuses: Mutex::new(vec![401; times]),
        ..Door::default()
    };
    for (refusals, is_let_in) in [(1, true), (2, false)] {
        let door = refused(refusals);
        let seen = Arc::clone(&door.seen);
        let endpoint = endpoint(door, Numbered::after(Duration::ZERO));
        let answer = post(&endpoint, None).await;
        assert_eq!(answer.is_ok(), is_let_in);
        if let Err(error) = answer {
            assert_eq!(error.kind(), ErrorKind::Authentication);
        }
        let seen = seen.lock().unwrap();
        let seen: Vec<_> = seen.iter().flatten().collect();
        assert_eq!(seen, ["Bearer token-1", "Bearer token-2"]);
        assert!(seen.iter().all(|value| value.is_sensitive()));
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_token_is_not_sent_again() {
    let door = Door {
        statuses: Mutex::new(vec![401]),
        ..Door::default()
    };
    let seen = Arc::clone(&door.seen);
    let endpoint = endpoint(door, Arc::new(async || Ok(Secret::from("token"))));
    let error = post(&endpoint, None).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Authentication, Some(401))
    );
    assert_eq!(seen.lock().unwrap().len(), 1);
}

/// Keeps its token until that is refused.
#[derive(Default)]
struct Keeping {
    kept: Mutex<u32>,
    refused: Mutex<Vec<String>>,
}

#[async_trait]
impl TokenProvider for Keeping {
    async fn token(&self) -> Result<Secret> {
        Ok(format!("kept-{}", self.kept.lock().unwrap()).into())
    }

    async fn renew(&self, refused: &Secret) -> Result<Secret> {
        self.refused
            .lock()
            .unwrap()
            .push(refused.expose().to_owned());
        *self.kept.lock().unwrap() += 1;
        self.token().await
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_keeps_its_token_is_told_which_was_refused_also_behind_a_pointer() {
    let door = Door {
        statuses: Mutex::new(vec![401]),
        ..Door::default()
    };
    let seen = Arc::clone(&door.seen);
    let keeping = Arc::new(Keeping::default());
    let shared: Arc<dyn TokenProvider> = Arc::new(Arc::clone(&keeping));
    let endpoint = endpoint(door, shared);
    post(&endpoint, None).await.unwrap();
    post(&endpoint, None).await.unwrap();
    assert_eq!(*keeping.refused.lock().unwrap(), ["kept-0"]);
    let seen = seen.lock().unwrap();
    let seen: Vec<_> = seen.iter().flatten().collect();
    assert_eq!(seen, ["Bearer kept-0", "Bearer kept-1", "Bearer kept-1"]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_who_says_so_in_the_call_asks_no_provider() {
    let door = Door {
        statuses: Mutex::new(vec![401]),
        ..Door::default()
    };
    let provider = Numbered::after(Duration::ZERO);
    let shared: Arc<dyn TokenProvider> = Arc::<Numbered>::clone(&provider);
    let endpoint = endpoint(door, shared);
    let own = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Basic a"))]);
    let call = Call::new("test", "m");
    let sent = endpoint.post("say", own, Bytes::new(), &call, response_error);
    assert_eq!(sent.await.unwrap_err().status(), Some(401));
    assert_eq!(provider.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_token_takes_the_place_of_a_key_and_a_header_of_the_call_that_of_a_token() {
    let door = Door::default();
    let seen = Arc::clone(&door.seen);
    let with = |value| HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(value))]);
    let endpoint = endpoint(door, Numbered::after(Duration::ZERO)).with_headers(with("Bearer key"));
    let call = Call::new("test", "m");
    for headers in [HeaderMap::new(), with("Basic of the call")] {
        let sent = endpoint.post("say", headers, Bytes::new(), &call, response_error);
        sent.await.unwrap();
    }
    let seen = seen.lock().unwrap();
    let seen: Vec<_> = seen.iter().flatten().collect();
    assert_eq!(seen, ["Bearer token-1", "Basic of the call"]);
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_a_token_is_within_the_time_limit_of_the_call() {
    let door = Door::default();
    let seen = Arc::clone(&door.seen);
    let endpoint = endpoint(door, Numbered::after(Duration::from_secs(3600)));
    let started = Instant::now();
    let error = post(&endpoint, Some(millis(400))).await.unwrap_err();
    assert_eq!(started.elapsed(), millis(400));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.message(),
        "the token provider gave no token within the time limit of the call"
    );
    assert_eq!(error.provider(), Some("test"));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_a_token_is_taken_from_that_for_the_answer() {
    let door = Door {
        delay: millis(300),
        ..Door::default()
    };
    let slow = endpoint(door, Numbered::after(millis(300)));
    let started = Instant::now();
    let error = post(&slow, Some(millis(500))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.message(),
        "no answer within 500ms, the time limit `total`"
    );
    assert_eq!(started.elapsed(), millis(500));
    post(&slow, Some(millis(700))).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_provider_is_kept_with_its_source() {
    let door = Door::default();
    let seen = Arc::clone(&door.seen);
    let provider = async || {
        let cause = std::io::Error::other("no such command");
        let message = "the token command failed";
        Err(Error::new(ErrorKind::Authentication, message).with_source(cause))
    };
    let endpoint = endpoint(door, Arc::new(provider));
    let error = post(&endpoint, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.provider(), Some("test"));
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "no such command");
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_sent_is_not_shown() {
    let provider = async || Ok(Secret::from("secret\nsecret"));
    let endpoint = endpoint(Door::default(), Arc::new(provider));
    let error = post(&endpoint, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    assert!(format!("{endpoint:?}").contains("has_token_provider: true"));
}

#[tokio::test]
async fn several_models_may_ask_the_same_provider() {
    fn is_provider(_: &impl TokenProvider) {}
    let numbered = Numbered::after(Duration::ZERO);
    let shared: Arc<dyn TokenProvider> = Arc::<Numbered>::clone(&numbered);
    is_provider(&numbered);
    is_provider(&shared);
    let first = Arc::clone(&shared).token().await.unwrap();
    let second = shared.token().await.unwrap();
    assert_ne!(first.expose(), second.expose());
    assert_eq!(numbered.asked.load(Ordering::Relaxed), 2);
}
