//! A dialect of your own: Acme speaks Chat Completions, and does a few things otherwise. A server on this machine plays
//! Acme, so no key is needed.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use surprisal::openai_compat::{ChatCompletions, Dialect, TokenForm};
use surprisal::{CallOptions, Capabilities, Feature, HasLogprobs, Registry, RunnableExt};
use surprisal_testing::server::{Reply, Server};

#[derive(Debug)]
struct Acme;

type ChatAcme = ChatCompletions<Acme>;

impl Dialect for Acme {
    const PROVIDER: &'static str = "acme";
    const BASE_URL: &'static str = "https://api.acme.example/v1";
    const KEY_VARIABLE: &'static str = "ACME_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "ACME_BASE_URL";
    // What it does not have is refused before a request; what is not named is tried.
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(&[Feature::Logprobs, Feature::TopLogprobs])
        .no(&[Feature::Seed])
        .most_top_logprobs(5);
    // Its bytes are those of the text, so that a part of a character has none.
    const TOKEN_FORM: TokenForm = TokenForm::BYTES_OF_TEXT;

    /// Acme calls the effort `thinking`.
    fn translate(request: &mut Map<String, Value>) {
        if let Some(effort) = request.remove("reasoning_effort") {
            request.insert("thinking".to_owned(), json!({"level": effort}));
        }
    }
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let entry = json!({"token": "Yes", "logprob": -0.05, "bytes": [89, 101, 115], "top_logprobs": [
        {"token": "Yes", "logprob": -0.05, "bytes": [89, 101, 115]},
        {"token": "\u{fffd}", "logprob": -3.5, "bytes": [239, 191, 189]},
    ]});
    let answer = json!({"choices": [{"message": {"content": "Yes"}, "logprobs": {"content": [entry]}, "finish_reason": "stop"}]});
    server.reply(Reply::json(200, answer.to_string()));

    // Outside of an example it is `Service::of::<Acme>().register(&mut registry)`, which reads the environment.
    let base_url = server.url().to_owned();
    let mut registry = Registry::default();
    registry.register("acme", move |model| {
        let builder = ChatAcme::builder(model).base_url(base_url.clone());
        Ok(Arc::new(builder.build()?))
    });
    let llm = registry.init_chat_model("acme:large")?;

    let asked = CallOptions::new().logprobs(true).top_logprobs(2);
    let llm = llm.bind(asked.reasoning_effort("low"));
    let message = llm.invoke("Is the sky blue?").await?;
    println!("{}, p = {:?}", message.text(), message.joint_probability());
    for token in message.logprobs().content() {
        println!("{:?}", token.top_logprobs());
    }
    println!("{}", server.requests()[0].json()?["thinking"]);

    let seeded = llm.bind(CallOptions::new().seed(7));
    let error = seeded.invoke("Is the sky blue?").await.unwrap_err();
    println!("{error}");
    assert_eq!(error.option(), Some("seed"));
    assert_eq!(server.requests().len(), 1, "Acme was not asked");
    Ok(())
}
