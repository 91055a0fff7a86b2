use http::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};
use http::{HeaderMap, Request};
use surprisal::http::{BaseUrl, Endpoint, HttpClient, RequestCheck, WireRequest, secret_header};
use surprisal::local::ModelStore;
use surprisal::{CallOptions, Secret};
use surprisal_testing::conformance::Seen;
use surprisal_testing::replay::Exchange;

use crate::key::{KEY, assert_clean};

#[test]
fn nothing_that_holds_a_key_prints_it() {
    let secret = Secret::from(KEY);
    assert_clean("a secret", format!("{secret:?} {:?}", Some(&secret)));
    let header = secret_header("API key", &secret).unwrap();
    assert_clean("a header", format!("{header:?}"));
    let mut headers = HeaderMap::new();
    // Whoever set these did not mark them.
    let value = HeaderValue::from_str(KEY).unwrap();
    headers.insert(AUTHORIZATION, value.clone());
    headers.insert(COOKIE, value.clone());
    headers.insert(HeaderName::from_static("api-key"), value);
    let client = HttpClient::builder().default_headers(headers.clone());
    assert_clean("a client's builder", format!("{client:?}"));
    let client = client.build().unwrap();
    assert_clean("a client", format!("{client:?}"));
    let base: BaseUrl = format!("https://h/v1?key={KEY}").parse().unwrap();
    assert_clean("a base URL", format!("{base} {base:?}"));
    let endpoint = Endpoint::new(client, base).with_headers(headers);
    assert_clean("an endpoint", format!("{endpoint:?} {endpoint:#?}"));
    let options = CallOptions::new().header("authorization", KEY);
    assert_clean("options", format!("{options:?} {options:#?}"));
    let mut wire = WireRequest::post("chat", "{}");
    wire.headers.insert(AUTHORIZATION, header);
    assert_clean("a request", format!("{wire:?}"));
    let request = Request::post(format!("https://h/?key={KEY}")).header("authorization", KEY);
    let request = request.body(KEY.into()).unwrap();
    let answer = http::Response::new(vec![KEY.into()]);
    let exchange = Exchange::new(request, answer);
    assert_clean("an exchange", format!("{exchange} {exchange:?}"));
    let check = RequestCheck::new(|_| Ok(()));
    assert_clean("a check", format!("{check:?}"));
    let store = ModelStore::from_env();
    assert_clean("a store", format!("{store:?}"));
    let seen = Seen::new(vec![("authorization".into(), KEY.into())], "{}");
    assert_clean("a seen request", format!("{seen:?}"));
}
