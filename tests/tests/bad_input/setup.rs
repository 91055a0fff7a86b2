//! A model that cannot be built.

use std::env;
use std::process::Command;

use surprisal::openai::ChatOpenAi;
use surprisal::{CallOptions, ErrorKind, RunnableExt};

use crate::support::{KEY, assert_error, assert_no_key};

const MISSING_KEY: &str = "there is no API key: set the environment variable OPENAI_API_KEY, \
    or pass the key by builder(model).api_key(key), or tokens that do not last by token_provider(provider); \
    for a server without keys set OPENAI_BASE_URL or call base_url(url)";

/// Set for the copy of this program that has an environment of its own.
const CHILD: &str = "SURPRISAL_TEST_CHILD";

#[test]
fn a_missing_key_says_where_to_put_it() {
    let error = ChatOpenAi::builder("gpt-4o-mini").build().unwrap_err();
    assert_error(&error, ErrorKind::Authentication, MISSING_KEY);
    assert_eq!(error.provider(), Some("openai"));
}

#[test]
fn an_environment_without_a_key_says_which_variable() {
    if env::var_os(CHILD).is_some() {
        let error = ChatOpenAi::from_env("gpt-4o-mini").unwrap_err();
        assert_error(&error, ErrorKind::Authentication, MISSING_KEY);
        return;
    }
    let child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "setup::an_environment_without_a_key_says_which_variable",
        ])
        .env(CHILD, "1")
        // One that is set and blank is none.
        .env("OPENAI_API_KEY", " ")
        .env_remove("OPENAI_BASE_URL")
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && output.contains("1 passed"),
        "{output}"
    );
}

#[test]
fn a_deployment_of_azure_is_chosen_by_name_and_says_what_it_needs() {
    if env::var_os(CHILD).is_some() {
        let error = surprisal::init_chat_model("azure:my-gpt-4o").map(drop);
        let error = error.unwrap_err();
        assert_eq!(error.provider(), Some("azure"));
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.message().contains("AZURE_OPENAI_ENDPOINT"), "{error}");
        return;
    }
    let child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "setup::a_deployment_of_azure_is_chosen_by_name_and_says_what_it_needs",
        ])
        .env(CHILD, "1")
        .env_remove("AZURE_OPENAI_ENDPOINT")
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && output.contains("1 passed"),
        "{output}"
    );
}

#[test]
fn a_model_without_a_name_is_refused() {
    let error = ChatOpenAi::builder(" ").api_key(KEY).build().unwrap_err();
    assert_error(&error, ErrorKind::InvalidInput, "the model has no name");
}

#[test]
fn a_base_url_that_is_none_is_named_without_its_secrets() {
    for (url, shown) in [
        ("api.openai.com/v1", "api.openai.com/v1"),
        ("", ""),
        (
            "ftp://me:sk-secret-4fd2c81b@host?key=sk-secret-4fd2c81b",
            "ftp://***@host",
        ),
    ] {
        let builder = ChatOpenAi::builder("gpt-4o-mini")
            .api_key(KEY)
            .base_url(url);
        let error = builder.build().unwrap_err();
        let message = format!(
            "the base URL `{shown}` is not an absolute http or https URL \
             such as https://api.openai.com/v1"
        );
        assert_error(&error, ErrorKind::InvalidInput, &message);
        assert_eq!(error.provider(), Some("openai"));
    }
}

#[test]
fn a_key_with_a_line_break_is_refused_without_being_shown() {
    let key = format!("{KEY}\n{KEY}");
    let error = ChatOpenAi::builder("gpt-4o-mini")
        .api_key(key)
        .build()
        .unwrap_err();
    assert_error(
        &error,
        ErrorKind::InvalidInput,
        "the API key has a character that a header cannot have, such as a line break",
    );
    // What a file or a shell leaves around a key is not part of it.
    let key = format!(" {KEY}\n");
    assert!(
        ChatOpenAi::builder("gpt-4o-mini")
            .api_key(key)
            .build()
            .is_ok()
    );
}

#[test]
fn a_header_that_cannot_be_sent_is_named_without_its_value() {
    let with = |name: &str, value: String| {
        let builder = ChatOpenAi::builder("gpt-4o-mini").api_key(KEY);
        builder.header(name, value).build().unwrap_err()
    };
    assert_error(
        &with("x-team", format!("{KEY}\u{7f}")),
        ErrorKind::InvalidInput,
        "the value of the header \"x-team\" has a character that a header cannot have, \
         such as a line break",
    );
    assert_error(
        &with("x team", KEY.to_owned()),
        ErrorKind::InvalidInput,
        "\"x team\" cannot be the name of a header",
    );
}

#[test]
fn what_holds_the_key_does_not_print_it() {
    let builder = ChatOpenAi::builder("gpt-4o-mini")
        .api_key(KEY)
        .header("openai-organization", KEY)
        .header("openai-project", KEY)
        .header("x-key", KEY)
        .base_url(format!("http://localhost/v1?key={KEY}"))
        .options(CallOptions::new().header("x-other", KEY));
    assert_no_key(&builder);
    let model = builder.build().unwrap();
    assert_no_key(&model);
    let bound = model.bind(CallOptions::new().header("x-third", KEY));
    assert_no_key(&bound);
    assert_no_key(bound.options());
}

#[test]
fn a_password_in_a_base_url_is_refused_rather_than_left_out() {
    let builder =
        ChatOpenAi::builder("gpt-4o-mini").base_url(format!("http://me:{KEY}@localhost/v1"));
    assert_no_key(&builder);
    assert_error(
        &builder.build().unwrap_err(),
        ErrorKind::InvalidInput,
        "the base URL `http://***@localhost/v1` has a user or a password, which would not be sent: give \
         them as a header, `authorization: Basic …`",
    );
}
