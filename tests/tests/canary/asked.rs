//! Everything that asks a service, built with the key.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use surprisal::anthropic::ChatAnthropic;
use surprisal::cohere::ChatCohere;
use surprisal::gemini::{ChatGemini, ChatVertexAi};
use surprisal::http::{EndpointBuilder, HttpClient, Provider as _, Transport};
use surprisal::mistral::ChatMistral;
use surprisal::ollama::{ChatOllama, Ollama, OllamaClient, OllamaEmbeddings};
use surprisal::openai::{Api, ChatAzureOpenAi, ChatOpenAi, OpenAiEmbeddings};
use surprisal::openai_compat::{
    Cerebras, ChatCompletions, DeepSeek, Dialect, Fireworks, Generic, Groq, LlamaCpp, LmStudio,
    MistralRs, OllamaCompat, OpenRouter, Sglang, TensorRtLlm, TextEmbeddings, Tgi, Together, Vllm,
    Xai,
};
use surprisal::telemetry::TelemetryExt as _;
use surprisal::{
    CallOptions, EmbeddingModel, EmbeddingModelExt as _, EmbeddingOptions, ListModels, Messages,
    RetryPolicy, Runnable as _, RunnableExt as _, ScoreText, Secret,
};
use surprisal_testing::conformance::Model;

use crate::key::KEY;
use crate::told;

/// A call, and all that it comes to in words.
type Ask = Box<dyn Fn() -> BoxFuture<'static, String>>;

/// Something that asks a service.
pub(crate) struct Asked {
    pub(crate) name: String,
    /// How it prints.
    pub(crate) shown: String,
    pub(crate) calls: Vec<Ask>,
}

pub(crate) fn client(transport: impl Transport + 'static) -> HttpClient {
    let retry = RetryPolicy::default()
        .max_attempts(2)
        .base_delay(Duration::from_millis(1));
    let client = HttpClient::builder().transport(transport).retry(retry);
    client.build().unwrap()
}

/// All of them, at this address.
pub(crate) fn all(url: &str, client: &HttpClient) -> Vec<Asked> {
    let client = || client.clone();
    let token = || async || Ok(Secret::from(KEY));
    macro_rules! provider {
        ($($model:ty),*) => {
            vec![$({
                let model = <$model>::builder("m").base_url(url).api_key(KEY).client(client());
                let shown = format!("{model:?} {model:#?}");
                let model = model.build().unwrap();
                with(listing(chat(stringify!($model), model.clone()), model), &shown)
            }),*]
        };
    }
    let mut all = provider!(ChatAnthropic, ChatCohere, ChatGemini, ChatMistral);
    let openai = || ChatOpenAi::builder("m").base_url(url).client(client());
    let azure = || ChatAzureOpenAi::builder("m").base_url(url).client(client());
    let vertex = ChatVertexAi::builder("m").base_url(url).client(client());
    let vertex = vertex.token_provider(token()).build().unwrap();
    all.push(chat("Vertex AI", vertex));
    let builders = [
        openai().api_key(KEY).options(Api::ChatCompletions),
        openai().api_key(KEY).options(Api::Responses),
        openai().header("authorization", format!("Bearer {KEY}")),
    ];
    for builder in builders {
        let shown = format!("{builder:?}");
        let model = builder.build().unwrap();
        let asked = listing(chat("OpenAI", model.clone()), model);
        all.push(with(asked, &shown));
    }
    let builders = [
        azure().api_key(KEY).options(Api::ChatCompletions),
        azure().api_key(KEY).options(Api::Responses),
        azure().bearer_token(KEY),
        azure().token_provider(token()),
    ];
    for builder in builders {
        let shown = format!("{builder:?}");
        let model = builder.build().unwrap();
        all.push(with(chat("Azure", model), &shown));
    }
    let ollama = || {
        EndpointBuilder::new()
            .base_url(url)
            .api_key(KEY)
            .client(client())
    };
    let shown = format!("{:?}", ollama());
    let endpoint = ollama().build(&mut Ollama::new(String::new())).unwrap();
    let model = ChatOllama::builder("m")
        .base_url(url)
        .api_key(KEY)
        .client(client());
    let asked = chat("Ollama", model.build().unwrap());
    let asked = listing(asked, OllamaClient::new(endpoint.clone()));
    all.push(with(asked, &shown));
    let embeddings = OllamaEmbeddings::new("m", endpoint, EmbeddingOptions::default());
    all.push(embedding("Ollama", embeddings));
    let builder = OpenAiEmbeddings::builder("m")
        .base_url(url)
        .api_key(KEY)
        .client(client());
    let shown = format!("{builder:?}");
    all.push(with(embedding("OpenAI", builder.build().unwrap()), &shown));
    macro_rules! dialects {
        ($($dialect:ty),*) => { $(all.extend(dialect::<$dialect>(url, client()));)* };
    }
    dialects!(
        Cerebras,
        DeepSeek,
        Fireworks,
        Generic,
        Groq,
        LlamaCpp,
        LmStudio,
        MistralRs,
        OllamaCompat,
        OpenRouter,
        Sglang,
        TensorRtLlm,
        Tgi,
        Together,
        Vllm,
        Xai
    );
    all
}

fn dialect<D: Dialect>(url: &str, client: HttpClient) -> [Asked; 2] {
    // A key in the query of the base URL, as some gateways have it.
    let query = format!("{url}?key={}", KEY.replace('/', "%2F").replace('+', "%2B"));
    let builder = ChatCompletions::<D>::builder("m").base_url(query);
    let builder = builder.api_key(KEY).client(client.clone());
    let shown = format!("{builder:?}");
    let model = builder.build().unwrap();
    let asked = scoring(
        listing(chat(D::PROVIDER, model.clone()), model.clone()),
        model,
    );
    let builder = TextEmbeddings::<D>::builder("m").base_url(url);
    let builder = builder.api_key(KEY).client(client);
    let embeddings = embedding(D::PROVIDER, builder.build().unwrap());
    [with(asked, &shown), embeddings]
}

fn with(mut asked: Asked, shown: &str) -> Asked {
    asked.shown.push_str(shown);
    asked
}

fn chat(name: &str, model: impl Model + 'static) -> Asked {
    let model: Arc<dyn Model> = Arc::new(model);
    let shown = format!("{model:?} {model:#?} {:?}", model.profile());
    let options = CallOptions::new().raw(true).header("x-caller", KEY);
    let shown = format!("{shown} {options:?}");
    let watched = model.with_telemetry().with_content(true).with_metrics();
    let watched = Arc::new(watched);
    let (whole, streamed) = (Arc::clone(&watched), watched);
    let (one, other) = (options.clone(), options);
    Asked {
        name: name.to_owned(),
        shown,
        calls: vec![
            Box::new(move || {
                let (model, options) = (Arc::clone(&whole), one.clone());
                Box::pin(async move {
                    told::of_answer(model.invoke_opts(Messages::from("hi"), options).await)
                })
            }),
            Box::new(move || {
                let (model, options) = (Arc::clone(&streamed), other.clone());
                Box::pin(async move {
                    told::of_stream(model.stream_opts(Messages::from("hi"), options).await).await
                })
            }),
        ],
    }
}

fn embedding(name: &str, model: impl EmbeddingModel + std::fmt::Debug + 'static) -> Asked {
    let model = Arc::new(model);
    Asked {
        name: format!("embeddings of {name}"),
        shown: format!("{model:?} {model:#?}"),
        calls: vec![Box::new(move || {
            let model = Arc::clone(&model);
            Box::pin(async move {
                match model.embed(["a"]).await {
                    Ok(embeddings) => format!("{embeddings:?}"),
                    Err(error) => told::of_error(&error),
                }
            })
        })],
    }
}

fn listing(mut asked: Asked, service: impl ListModels + 'static) -> Asked {
    let service = Arc::new(service);
    asked.calls.push(Box::new(move || {
        let service = Arc::clone(&service);
        Box::pin(async move {
            match service.list_models().await {
                Ok(models) => format!("{models:?}"),
                Err(error) => told::of_error(&error),
            }
        })
    }));
    asked
}

fn scoring(mut asked: Asked, scorer: impl ScoreText + 'static) -> Asked {
    let scorer = Arc::new(scorer);
    asked.calls.push(Box::new(move || {
        let scorer = Arc::clone(&scorer);
        Box::pin(async move {
            match scorer.score_text("a", "b", 0).await {
                Ok(scored) => format!("{scored:?}"),
                Err(error) => told::of_error(&error),
            }
        })
    }));
    asked
}
