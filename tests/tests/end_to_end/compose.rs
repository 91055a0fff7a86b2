//! What is made of a model: tools, values, prompts, and a stack of wrappers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::TryStreamExt as _;
use serde::Deserialize;
use serde_json::{Map, Value};
use surprisal::openai::ChatOpenAi;
use surprisal::prompt::ChatPrompt;
use surprisal::schema::{
    JsonSchema, StructuredChunk, StructuredExt as _, StructuredMethod, Tool, ToolLoop,
};
use surprisal::telemetry::TelemetryExt as _;
use surprisal::{
    AiMessage, AiMessageChunk, BaseMessage as _, CallOptions, Choice, Error, HasLogprobs as _,
    MemoryCache, Message, Messages, RateLimiter, Result, RetryPolicy, Role, RunnableExt as _,
    ToolCall,
};

use surprisal_tests::llama::{ALIAS, Llama};

use crate::support::{HELLO, real};

#[derive(Debug, Deserialize, JsonSchema, PartialEq)]
#[schemars(crate = "surprisal::schema::schemars")]
struct Weather {
    #[schemars(length(max = 12))]
    city: String,
    sunny: bool,
}

const QUESTION: &str = "Is it sunny in Paris?";

#[tokio::test]
async fn an_answer_is_a_value_with_its_log_probabilities_whole_and_streamed() {
    let Some(real) = real().await else { return };
    let weather = real.greedy(64).with_structured_output::<Weather>();
    assert_eq!(weather.method(), StructuredMethod::JsonSchema);
    let whole = weather.invoke(QUESTION).await.unwrap();
    assert!(whole.tokens().len() > 4);
    assert!(whole.joint_probability().is_some_and(|sure| sure < 1.0));

    let mut all = StructuredChunk::<Weather>::default();
    let mut without_last = 0;
    let mut chunks = weather.stream(QUESTION).await.unwrap();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        all += chunk;
        let so_far = all.partial::<Value>();
        without_last += usize::from(so_far.is_some_and(|value| value.get("sunny").is_none()));
    }
    assert!(without_last > 1, "{without_last}");
    assert_eq!(all.finish().unwrap().value, whole.value);
}

#[derive(Debug, Deserialize, JsonSchema, PartialEq)]
#[schemars(crate = "surprisal::schema::schemars")]
struct Place {
    city: String,
}

/// A conversation with calls, from which so small a model takes what a call is.
fn with_calls(question: &str) -> Messages {
    let mut messages = Messages::default();
    for city in ["London", "Rome", "Oslo"] {
        let arguments = Map::from_iter([("city".to_owned(), city.into())]);
        let call = ToolCall::new(city, "get_weather", arguments);
        messages.push(Message::human(format!("What is the weather in {city}?")));
        messages.push(AiMessage::from(Choice::default().with_tool_calls([call])));
    }
    messages.push(Message::human(question));
    messages
}

#[tokio::test]
async fn a_tool_is_called_and_a_value_comes_by_a_function() {
    let Some((_server, model)) = tools().await else {
        return;
    };
    let options = CallOptions::new()
        .temperature(0.0)
        .max_tokens(64)
        .logprobs(true);
    let called = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&called);
    let weather = Tool::new(
        "get_weather",
        "The weather in a city",
        move |asked: Place| {
            counter.fetch_add(1, Ordering::Relaxed);
            async move { Ok::<_, Error>(format!("It rains in {}.", asked.city)) }
        },
    );
    let agent = ToolLoop::new(model.clone().bind(options.clone()), [weather]).max_rounds(2);
    let asked = with_calls("What is the weather in Paris?");
    let run = agent.invoke(&asked).await.unwrap();
    assert!(called.load(Ordering::Relaxed) > 0, "{run:?}");
    let result = &run.messages()[asked.len() + 1];
    assert_eq!(
        (result.role(), &*result.text()),
        (Role::Tool, "It rains in Paris.")
    );
    assert_eq!(run.rounds(), 2);
    // The tokens of the calls are there, and not taken for those of the text.
    let first = run.answers().next().unwrap();
    assert!(!first.logprobs().is_empty());

    // It refuses log probabilities of calls in a stream.
    let plain = CallOptions::new().temperature(0.0).max_tokens(64);
    let value = model.bind(plain).with_structured_output::<Place>();
    let value = value.with_method(StructuredMethod::FunctionCalling);
    let asked = with_calls("What is the weather in Paris?");
    let whole = value.invoke(&asked).await.unwrap();
    assert_eq!(whole.value.city, "Paris");
    assert_eq!(whole.message.tool_calls().len(), 1);
    let chunks = value.stream(&asked).await.unwrap();
    let all: StructuredChunk<Place> = chunks.try_collect().await.unwrap();
    assert_eq!(all.finish().unwrap().value, whole.value);
}

/// A server that reads and writes calls.
async fn tools() -> Option<(Llama, ChatOpenAi)> {
    let server = Llama::tools().unwrap()?;
    let url = format!("{}/v1", server.url());
    let model = ChatOpenAi::builder(ALIAS).base_url(url).build().unwrap();
    Some((server, model))
}

#[tokio::test]
async fn a_stack_of_wrappers_gives_what_the_model_gives() -> Result<()> {
    let Some(real) = real().await else {
        return Ok(());
    };
    let bare = real.greedy(6);
    let stack = bare
        .clone()
        .with_retry(RetryPolicy::default())
        .with_fallbacks([bare.clone()])
        .with_timeout(Duration::from_secs(600))
        .with_rate_limit(
            RateLimiter::new()
                .requests_per_second(100.0)
                .tokens_per_minute(1e6),
        )
        .with_concurrency_limit(2)
        .with_cache(MemoryCache::new(8))
        .with_telemetry();
    let chain = ChatPrompt::new([("human", "{{ text }}")])?.pipe(stack);

    let expected = bare.invoke(HELLO).await?;
    let streamed = AiMessageChunk::collect(chain.stream([("text", HELLO.1)]).await?).await?;
    assert_eq!(streamed.text(), expected.text());
    assert_eq!(streamed.logprobs().content().len(), 6);
    assert_eq!(streamed.tokens()[0].token(), expected.tokens()[0].token());

    let again = chain.invoke([("text", HELLO.1)]).await?;
    assert!(again.response_metadata().cached);
    assert_eq!(again.logprobs(), streamed.logprobs());
    Ok(())
}
