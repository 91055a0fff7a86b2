use serde_json::Value;
use surprisal_testing::server::Server;

use crate::support::{at, run, surprisal};

#[test]
fn models_lists_providers_and_whether_their_keys_are_set() {
    let mut command = surprisal(&["models"]);
    command.env("OPENAI_API_KEY", "sk-secret");
    let ran = run(command);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.out
            .contains("openai:MODEL  OPENAI_API_KEY is set, OPENAI_BASE_URL is not set"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("secret"));
}

#[test]
fn models_can_be_read_by_a_program() {
    let ran = run(surprisal(&["models", "--json"]));
    let known: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(known["default"], "local:default");
    let providers = known["providers"].as_array().unwrap();
    let openai = providers
        .iter()
        .find(|provider| provider["name"] == "openai")
        .unwrap();
    assert_eq!(openai["variables"][0]["name"], "OPENAI_API_KEY");
    assert_eq!(openai["variables"][0]["set"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_is_content_where_the_model_can_be_asked_and_asks_nothing() {
    let server = Server::start().await.unwrap();
    let mut command = at(server.url(), &["doctor"]);
    command.env("HTTPS_PROXY", "http://me:hunter2@proxy.example:3128");
    let ran = run(command);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    for words in [
        "openai:test can be asked",
        "OPENAI_API_KEY is set",
        "threads",
        "proxy.example:3128",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(
        !ran.out.contains("hunter2") && !ran.out.contains("sk-of-the-test"),
        "{}",
        ran.out
    );
    assert!(server.requests().is_empty());
}

#[test]
fn doctor_says_what_to_do_about_what_is_missing() {
    let ran = run(surprisal(&["doctor", "--model", "openai:gpt-4o-mini"]));
    assert_eq!(ran.code, Some(1));
    let (_, rest) = ran.out.split_once("MISSING").unwrap();
    assert!(
        rest.contains("to do: ") && rest.contains("OPENAI_API_KEY"),
        "{}",
        ran.out
    );
}
