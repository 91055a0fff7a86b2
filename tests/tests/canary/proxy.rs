use surprisal::http::ReqwestTransport;
use surprisal::openai::ChatOpenAi;
use surprisal::{ErrorKind, RunnableExt as _};
use surprisal_testing::server::{Reply, Server};

use crate::asked::client;
use crate::key::{KEY, assert_clean, leak};
use crate::told;
use crate::witness::Witness;

fn url(before: &str, after: &str) -> String {
    let password = KEY.replace('/', "%2F").replace('+', "%2B");
    format!("{before}me:{password}@{after}")
}

#[tokio::test]
async fn the_password_of_a_proxy_goes_to_the_proxy_and_nowhere_else() {
    let witness = Witness::listen();
    let proxy = Server::start().await.unwrap();
    proxy.reply(Reply::json(407, "{}").forever());
    let address = proxy.address().to_string();
    let builder = ReqwestTransport::builder().proxy(url("http://", &address));
    assert_clean("a builder", format!("{builder:?} {builder:#?}"));
    let transport = builder.build().unwrap();
    assert_clean("a transport", format!("{transport:?}"));
    let client = client(transport);
    // By a request for the whole URL, and by a tunnel.
    for target in ["http://service.invalid/v1", "https://service.invalid/v1"] {
        let model = ChatOpenAi::builder("m").base_url(target).api_key("sk-1");
        let model = model.client(client.clone()).build().unwrap();
        let error = model.invoke("hi").await.unwrap_err();
        assert_clean(target, told::of_error(&error));
        assert_clean("a model", format!("{model:?}"));
    }
    let sent = proxy.requests();
    assert!(sent.len() >= 2, "{sent:?}");
    for request in sent {
        assert!(leak(format!("{:?}", request.headers()).as_bytes()).is_some());
        assert_clean("a request as it prints", format!("{request:?}"));
    }
    drop(proxy);
    let model = ChatOpenAi::builder("m").base_url("http://service.invalid");
    let model = model.api_key("sk-1").client(client).build().unwrap();
    let error = model.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert_clean("no proxy", told::of_error(&error));
    witness.check(&["surprisal_http", "hyper_util"]);
}

#[test]
fn an_address_that_is_none_is_not_shown() {
    for wrong in [
        url("ht tp://", "h"),
        url("", "h:port"),
        url("http://[", "h"),
    ] {
        let built = ReqwestTransport::builder().proxy(wrong.as_str()).build();
        if let Err(error) = built {
            assert_clean("a proxy", told::of_error(&error));
        }
        let model = ChatOpenAi::builder("m").base_url(wrong).api_key(KEY);
        assert_clean("a builder", format!("{model:?}"));
        let error = model.build().unwrap_err();
        assert_clean("a base URL", told::of_error(&error));
    }
    let model = ChatOpenAi::builder("m").base_url(url("https://", "h/v1"));
    let error = model.build().unwrap_err();
    assert_clean("a user", told::of_error(&error));
    for wrong in [format!("{KEY}\n{KEY}"), format!("{KEY}\u{7f}")] {
        let error = ChatOpenAi::builder("m").api_key(wrong).build().unwrap_err();
        assert_clean("a key", told::of_error(&error));
    }
}
