//! One program, written once against `dyn ChatModel`, over every provider: what each answers, why it stopped, what it
//! cost, and how sure it was of each token, or why that is not told.
//!
//! A server on this machine stands in the place of each service, and answers as the service's documentation shows.

use std::sync::Arc;

use surprisal::anthropic::ChatAnthropic;
use surprisal::cohere::ChatCohere;
use surprisal::gemini::ChatGemini;
use surprisal::mistral::ChatMistral;
use surprisal::ollama::ChatOllama;
use surprisal::openai::ChatOpenAi;
use surprisal::{CallOptions, ChatModel, FinishReason, HasLogprobs, Policy, Result, RunnableExt};
use surprisal_testing::server::{Reply, Server};

/// Knows no provider. What cannot be had is told as a warning, and is no error.
async fn ask(model: &dyn ChatModel) -> Result<String> {
    let options = CallOptions::new().logprobs(true).top_logprobs(2);
    let options = options
        .on_unsupported(Policy::Warn)
        .on_logprobs_missing(Policy::Warn);
    let answer = model
        .bind(options)
        .invoke("What is the capital of France? One word.")
        .await?;

    let told = answer.response_metadata();
    let mut out = format!(
        "{}: {:?}, {}, {} + {} tokens\n",
        told.provider.as_deref().unwrap_or("?"),
        answer.text(),
        answer
            .finish_reason()
            .map_or("no reason", FinishReason::as_str),
        answer.usage().input_tokens.unwrap_or_default(),
        answer.usage().output_tokens.unwrap_or_default(),
    );
    for token in answer.tokens() {
        let text = token.token().unwrap_or_default();
        let probability = token.logprob().map(f64::exp).unwrap_or_default();
        let others = token.top_logprobs().map_or(0, <[_]>::len);
        out += &format!("    {text:?} {probability:.4}, {others} alternatives listed\n");
    }
    for warning in &told.warnings {
        out += &format!("    {}: {}\n", warning.option, warning.message);
    }
    Ok(out)
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    for (model, _server) in models().await? {
        print!("{}", ask(&*model).await?);
    }
    Ok(())
}

/// Nobody looks at it.
const KEY: &str = "a key";

type Stood = (Arc<dyn ChatModel>, Server);

async fn models() -> std::result::Result<Vec<Stood>, Box<dyn std::error::Error>> {
    let mut models: Vec<Stood> = Vec::new();

    let server = answering(&[(200, include_str!("answers/openai.json"))]).await?;
    let model = ChatOpenAi::builder("gpt-4o-mini")
        .base_url(server.url())
        .api_key(KEY)
        .build()?;
    models.push((Arc::new(model), server));

    let server = answering(&[(200, include_str!("answers/anthropic.json"))]).await?;
    let model = ChatAnthropic::builder("claude-sonnet-4-5")
        .base_url(server.url())
        .api_key(KEY)
        .build()?;
    models.push((Arc::new(model), server));

    let server = answering(&[(200, include_str!("answers/gemini.json"))]).await?;
    let model = ChatGemini::builder("gemini-2.5-flash")
        .base_url(server.url())
        .api_key(KEY)
        .build()?;
    models.push((Arc::new(model), server));

    let server = answering(&[(200, include_str!("answers/ollama.json"))]).await?;
    let model = ChatOllama::builder("llama3.2")
        .base_url(server.url())
        .api_key(KEY)
        .build()?;
    models.push((Arc::new(model), server));

    // It refuses, is asked again without, and answers.
    let refuses = (400, include_str!("answers/mistral.json"));
    let server = answering(&[refuses, (200, include_str!("answers/mistral-without.json"))]).await?;
    let model = ChatMistral::builder("mistral-small-latest")
        .base_url(server.url())
        .api_key(KEY)
        .build()?;
    models.push((Arc::new(model), server));

    let server = answering(&[(200, include_str!("answers/cohere.json"))]).await?;
    let model = ChatCohere::builder("command-a-03-2025")
        .base_url(server.url())
        .api_key(KEY)
        .build()?;
    models.push((Arc::new(model), server));
    Ok(models)
}

async fn answering(replies: &[(u16, &'static str)]) -> std::io::Result<Server> {
    let server = Server::start().await?;
    for (status, body) in replies {
        server.reply(Reply::json(*status, *body));
    }
    Ok(server)
}

#[tokio::test]
async fn each_provider_tells_the_same_things_or_why_it_does_not() {
    let mut told = Vec::new();
    for (model, _server) in models().await.unwrap() {
        told.push(ask(&*model).await.unwrap());
    }
    let head = |provider: &str| format!("{provider}: \"Paris.\", stop, ");
    let providers = [
        "openai",
        "anthropic",
        "gemini",
        "ollama",
        "mistral",
        "cohere",
    ];
    assert_eq!(told.len(), providers.len());
    for (told, provider) in told.iter().zip(providers) {
        assert!(told.starts_with(&head(provider)), "{told}");
        let reason = told.contains("    logprobs: ");
        let tokens = told.contains("\"Paris\" 0.9997");
        assert!(reason != tokens, "{told}");
        assert_eq!(
            reason,
            ["anthropic", "mistral"].contains(&provider),
            "{told}"
        );
    }
}
