use futures::TryStreamExt;
use serde_json::json;
use surprisal_core::{
    BaseMessage, ContentBlock, HumanMessage, Message, Messages, Role, Runnable, RunnableExt,
};
use surprisal_prompt::{ChatPrompt, PromptPart, Variables};

fn text_of(template: &str, variables: Variables) -> String {
    let prompt = ChatPrompt::new([template]).unwrap();
    prompt.format(variables).unwrap()[0].text().into_owned()
}

#[test]
fn each_part_is_a_message_of_its_role() {
    let prompt = ChatPrompt::new([
        ("system", "a {{ x }}"),
        ("developer", "b {{ x }}"),
        ("user", "c"),
        ("assistant", "d"),
    ])
    .unwrap();
    let messages = prompt.format([("x", 1)]).unwrap();
    let said: Vec<_> = messages
        .iter()
        .map(|message| (message.role(), message.text().into_owned()))
        .collect();
    assert_eq!(
        said,
        [
            (Role::System, "a 1".to_owned()),
            (Role::Developer, "b 1".to_owned()),
            (Role::Human, "c".to_owned()),
            (Role::Ai, "d".to_owned()),
        ]
    );
}

#[test]
fn what_a_value_holds_is_never_evaluated_and_never_escaped() {
    let hostile = "<b>{{ secret }}</b> {% if 1 %} {# no #} &amp; \"'";
    let variables = Variables::from([("question", hostile), ("secret", "s3cret")]);
    assert_eq!(text_of("{{ question }}", variables.clone()), hostile);
    assert_eq!(
        text_of("{% for x in [question] %}{{ x }}{% endfor %}", variables),
        hostile
    );
}

#[test]
fn a_template_is_kept_to_the_last_line_break() {
    assert_eq!(text_of(" a\n\n", Variables::new()), " a\n\n");
}

#[test]
fn structured_values_can_be_looked_into() {
    let variables = Variables::try_from(json!({"user": {"name": "Ada"}, "list": ["a", "b"]}));
    let template =
        "{{ user.name }}: {{ list | join(', ') }}{% if not none_of_it is defined %}!{% endif %}";
    assert_eq!(text_of(template, variables.unwrap()), "Ada: a, b!");
}

#[test]
fn objects_keep_the_order_of_their_keys() {
    let variables = Variables::try_from(json!({"user": {"z": 1, "a": 2}})).unwrap();
    let template = "{% for key, value in user | items %}{{ key }}{{ value }} {% endfor %}";
    assert_eq!(text_of(template, variables), "z1 a2 ");
}

#[test]
fn a_placeholder_holds_messages_of_any_kind() {
    let picture = ContentBlock::image_url("https://example.com/cat.png");
    let history = [
        Message::from(HumanMessage::new(picture)),
        Message::tool("call_1", "{{ rain }}"),
    ];
    let prompt = ChatPrompt::new([
        PromptPart::placeholder("history"),
        PromptPart::optional_placeholder("examples"),
        PromptPart::from("go on"),
    ])
    .unwrap();
    let variables = Variables::new().with_messages("history", history.clone());
    let messages = prompt.format(variables).unwrap();
    assert_eq!(messages[..2], history);
    assert_eq!(messages.len(), 3);

    let none = Variables::new().with_messages("history", Messages::default());
    assert_eq!(prompt.format(none).unwrap().len(), 1);
}

#[test]
fn messages_can_be_in_the_json() {
    let prompt = ChatPrompt::new([
        PromptPart::placeholder("history"),
        PromptPart::optional_placeholder("examples"),
    ])
    .unwrap();
    let history = json!([["human", "hello"], {"role": "assistant", "content": "hi"}]);
    let messages = prompt.format(json!({"history": history, "examples": null}));
    let messages = messages.unwrap();
    assert_eq!(messages[..], [Message::human("hello"), Message::ai("hi")]);
    assert_eq!(prompt.format(json!({"history": []})).unwrap().len(), 0);
}

#[test]
fn a_message_is_no_template() {
    let fixed = Message::human("{{ not }} a {% template");
    let prompt = ChatPrompt::new([fixed.clone()]).unwrap();
    assert!(prompt.variables().is_empty());
    assert_eq!(prompt.format(Variables::new()).unwrap()[..], [fixed]);
}

#[tokio::test]
async fn invoking_streaming_and_formatting_give_the_same() {
    let prompt = ChatPrompt::new([("system", "{{ a }}"), ("human", "{{ b }}")]).unwrap();
    let variables = Variables::from([("a", "1"), ("b", "2")]);
    let whole = prompt.invoke(variables.clone()).await.unwrap();
    let streamed = prompt.stream(variables.clone()).await.unwrap();
    let streamed: Vec<_> = streamed.try_collect().await.unwrap();
    assert_eq!(streamed, std::slice::from_ref(&whole));
    assert_eq!(prompt.format(variables).unwrap(), whole);
}

#[tokio::test]
async fn a_prompt_can_be_shared_and_sent() {
    fn is_shared<T: Clone + Send + Sync + 'static>(it: T) -> T {
        it
    }
    let prompt = is_shared(ChatPrompt::new(["{{ x }}"]).unwrap());
    let other = prompt.clone().partial("x", "b");
    let made = tokio::spawn(async move { prompt.invoke([("x", "a")]).await });
    assert_eq!(made.await.unwrap().unwrap()[0].text(), "a");
    let other: &dyn Runnable<Input = Variables, Output = Messages, Chunk = Messages, Options = ()> =
        &other;
    assert_eq!(other.invoke(Variables::new()).await.unwrap()[0].text(), "b");
}

#[test]
fn filters_do_what_jinja_s_do() {
    let variables = Variables::try_from(
        json!({"names": ["Ann", "Bob"], "place": null, "on": true, "half": 0.5}),
    )
    .unwrap();
    for (template, text) in [
        (
            "{{ names | join }} {{ names | join(', ') }}",
            "AnnBob Ann, Bob",
        ),
        (
            "{{ names | first }} {{ names | sort(reverse=true) | join }}",
            "Ann BobAnn",
        ),
        ("{{ names | map('upper') | list }}", "[\"ANN\", \"BOB\"]"),
        (
            "{{ missing | default('x') }} {{ missing | d(names) | last }}",
            "x Bob",
        ),
        ("{{ '<a>' | e }}", "&lt;a&gt;"),
        ("{{ place }} {{ on }} {{ half }}", "None True 0.5"),
    ] {
        assert_eq!(text_of(template, variables.clone()), text);
    }
}

#[test]
fn json_is_not_escaped_for_html() {
    let variables =
        Variables::try_from(json!({"user": {"name": "<O'Hara & \\u003c>", "age": 7}})).unwrap();
    let text_of = |template| text_of(template, variables.clone());
    let json = r#"{"name":"<O'Hara & \\u003c>","age":7}"#;
    assert_eq!(text_of("{{ user | tojson }}"), json);
    let indented = "{\n  \"name\": \"<O'Hara & \\\\u003c>\",\n  \"age\": 7\n}";
    for template in [
        "{{ user | tojson(2) }}",
        "{{ user | tojson(indent=2) }}",
        "{{ user | tojson(true) }}",
    ] {
        assert_eq!(text_of(template), indented);
    }
}

/// The templates of local models need it, and a template means the same with them in the build and without.
#[test]
fn blocks_are_read() {
    assert_eq!(
        text_of("{% block a %}hi{% endblock %}", Variables::new()),
        "hi"
    );
}
