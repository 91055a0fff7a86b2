//! Redirects: neither the key nor the prompt goes to where they lead.

use surprisal::{ErrorKind, RunnableExt as _};
use surprisal_testing::server::{Reply, Server};

use crate::providers::PROVIDERS;
use crate::support::{PROMPT, assert_discreet, quick, stream};

#[tokio::test]
async fn a_redirect_is_not_followed_to_any_place_by_any_provider() {
    for provider in &PROVIDERS {
        let elsewhere = Server::start().await.unwrap();
        elsewhere.reply(Reply::json(200, provider.body).forever());
        let server = Server::start().await.unwrap();
        let model = provider.model(server.url(), quick().build().unwrap());
        let address = elsewhere.address();
        let mut asked = 0;
        for location in [
            format!("http://{address}/v1/chat?key=x"),
            format!("https://{address}/v1"),
            format!("http://localhost:{}/v1", address.port()),
            format!("//{address}/v1"),
            format!("{}/v2", server.url()),
            "/v2".to_owned(),
        ] {
            for status in [300, 301, 302, 303, 307, 308] {
                let reply =
                    || Reply::redirect(status, location.as_str()).header("set-cookie", "a=b");
                server.reply(reply());
                server.reply(reply());
                let whole = model.invoke(PROMPT).await.unwrap_err();
                let streamed = stream(&model).await.1.unwrap_err();
                asked += 2;
                for error in [whole, streamed] {
                    let target = location.split('?').next().unwrap();
                    assert_eq!(error.kind(), ErrorKind::BadResponse);
                    assert_eq!(error.status(), Some(status));
                    assert_eq!(
                        error.message(),
                        format!(
                            "redirected to `{target}`, which is not followed; change the base URL"
                        ),
                        "{}",
                        provider.name
                    );
                    assert!(!error.is_retryable());
                    assert_discreet(&error);
                }
            }
        }
        // So no header with a key and no body with the prompt can have come.
        assert_eq!(elsewhere.connections(), 0, "{}", provider.name);
        let requests = server.requests();
        assert_eq!(requests.len(), asked, "{}", provider.name);
        for request in &requests {
            assert!(request.header("cookie").is_none());
            let body = String::from_utf8_lossy(request.body());
            assert!(body.contains(PROMPT), "the provider itself gets it");
        }
    }
}
