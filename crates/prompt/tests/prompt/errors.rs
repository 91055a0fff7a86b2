use std::error::Error as _;

use serde_json::json;
use surprisal_core::{ErrorKind, Messages, RunnableExt};
use surprisal_prompt::{ChatPrompt, PromptPart, Variables};

/// What the template of the second message says of these variables.
fn refusal(template: &str, variables: serde_json::Value) -> String {
    let prompt = ChatPrompt::new([("system", "fine"), ("human", template)]).unwrap();
    let error = prompt.format(variables).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    error.message().to_owned()
}

#[test]
fn a_variable_that_is_not_given_is_named_with_its_message_and_those_that_are() {
    let given = json!({"topic": "planes", "role": "pilot"});
    assert_eq!(
        refusal("about {{ topic }}:\n{{ question }}", given.clone()),
        "message 1 (human), line 2: the variable `question` is not given; given are `topic`, `role`"
    );
    for template in [
        "{% if question %}x{% endif %}",
        "{% for x in question %}{% endfor %}",
        "{{ question | upper }}",
        "{{ question.text }}",
        "{{ question + 1 }}",
        "{{ topic ~ question }}",
        "{% set q = question %}{{ q }}",
    ] {
        let said = refusal(template, given.clone());
        assert!(
            said.contains("`question` is not given"),
            "{template}: {said}"
        );
    }
    assert_eq!(
        refusal("{{ a }}{{ b }}", json!({})),
        "message 1 (human), line 1: the variables `a`, `b` are not given; nothing is given"
    );
}

#[test]
fn a_part_of_a_value_that_is_not_there_is_named() {
    assert_eq!(
        refusal("{{ user.name }}", json!({"user": {}})),
        "message 1 (human), line 1: `user.name` is undefined; given is `user`"
    );
}

#[test]
fn messages_are_not_shown_by_a_template() {
    let prompt = ChatPrompt::new(["{{ history }}"]).unwrap();
    let history = Variables::new().with_messages("history", ["hello"]);
    assert_eq!(
        prompt.format(history).unwrap_err().message(),
        "message 0 (human), line 1: `history` holds messages, which a placeholder shows and no template; given is `history`"
    );
}

#[test]
fn a_placeholder_needs_messages() {
    let prompt = ChatPrompt::new([PromptPart::placeholder("history")]).unwrap();
    let message = |variables: Variables| {
        let error = prompt.format(variables).unwrap_err();
        error.message().to_owned()
    };
    assert_eq!(
        message(Variables::new()),
        "message 0 is the placeholder `history`, for which no messages are given; nothing is given"
    );
    let hooman = Variables::try_from(json!({"history": [["hooman", "hi"]]}));
    assert!(message(hooman.unwrap()).starts_with(
        "message 0 is the placeholder `history`, whose value cannot be read as messages: message 0: unknown role \"hooman\""
    ));
}

#[test]
fn an_unknown_role_is_the_error_that_it_is_for_messages() {
    for role in ["hooman", "tool"] {
        let here = ChatPrompt::new([(role, "{{ x }}")]).unwrap_err();
        let there = Messages::try_from([(role, "x")]).unwrap_err();
        assert_eq!(here.message(), there.message());
        assert_eq!(here.kind(), there.kind());
    }
}

#[test]
fn a_template_that_cannot_be_read_is_an_error_at_once() {
    let error = ChatPrompt::new([("system", "fine"), ("human", "one\n{% if %}")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.message(),
        "message 1 (human), line 2: unexpected end of block"
    );
    assert!(error.source().is_some());
}

#[test]
fn there_are_no_functions_and_no_other_templates() {
    for template in ["{{ range(3) }}", "{{ debug() }}", "{{ namespace() }}"] {
        let said = refusal(template, json!({}));
        assert!(said.starts_with("message 1 (human), line 1: "), "{said}");
        assert!(said.ends_with(" is unknown"), "{said}");
    }
    let include = ChatPrompt::new(["{% include '/etc/passwd' %}"]);
    include
        .and_then(|prompt| prompt.format(Variables::new()))
        .unwrap_err();
}

#[test]
fn a_prompt_has_a_message() {
    let error = ChatPrompt::new(Vec::<PromptPart>::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn what_has_no_names_is_refused() {
    let prompt = ChatPrompt::new(["{{ x }}"]).unwrap();
    for value in [json!("x"), json!([["x", 1]]), json!(null)] {
        let error = prompt.invoke(value).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    Variables::of(&7).unwrap_err();
}

#[test]
fn an_error_does_not_print_the_values() {
    let prompt = ChatPrompt::new(["{{ known }} {{ other }}"]).unwrap();
    let error = prompt.format([("known", "s3cret")]).unwrap_err();
    let source = error.source().unwrap();
    assert!(!format!("{error} {error:?} {source:#} {source:?}").contains("s3cret"));
}

#[test]
fn a_filter_does_not_hide_what_is_not_given() {
    let filters = [
        "join(', ')",
        "escape",
        "e",
        "tojson",
        "pprint",
        "groupby('a')",
        "zip",
        "chain",
        "first",
        "last",
        "list",
        "sort",
        "min",
        "max",
        "items",
        "dictsort",
        "lines",
        "split",
        "abs",
        "format",
        "upper",
    ];
    for filter in filters {
        let said = refusal(&format!("{{{{ names | {filter} }}}}"), json!({}));
        let expected =
            "message 1 (human), line 1: the variable `names` is not given; nothing is given";
        assert_eq!(said, expected, "{filter}");
        let said = refusal(
            &format!("{{{{ user.names | {filter} }}}}"),
            json!({"user": {}}),
        );
        assert!(
            said.contains("something in `user.names | "),
            "{filter}: {said}"
        );
    }
}

#[test]
fn a_part_is_named_by_the_whole_of_its_path() {
    let user = || json!({"user": {"friends": [{}]}});
    for (template, place) in [
        ("{{ user.name.first.letter }}", "`user.name.first` is"),
        ("{{ user.friends[0].name }}", "`user.friends[0].name` is"),
        (
            "{%- if user.name.first -%}{% endif %}",
            "something in `if user.name.first` is",
        ),
    ] {
        let said = refusal(template, user());
        let expected = format!("message 1 (human), line 1: {place} undefined; given is `user`");
        assert_eq!(said, expected);
    }
}
