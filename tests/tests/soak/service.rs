use std::sync::Arc;
use std::time::Duration;

use surprisal::anthropic::ChatAnthropic;
use surprisal::cohere::ChatCohere;
use surprisal::gemini::ChatGemini;
use surprisal::http::{HttpClient, ReqwestTransport};
use surprisal::mistral::ChatMistral;
use surprisal::ollama::ChatOllama;
use surprisal::openai::{Api, ChatOpenAi};
use surprisal::{CallOptions, ChatModel, Result, RetryPolicy};

/// An interface of a provider over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    OpenAiChat,
    OpenAiResponses,
    Anthropic,
    Cohere,
    Gemini,
    Mistral,
    Ollama,
}

impl Service {
    pub(crate) const ALL: [Self; 7] = [
        Self::OpenAiChat,
        Self::OpenAiResponses,
        Self::Anthropic,
        Self::Cohere,
        Self::Gemini,
        Self::Mistral,
        Self::Ollama,
    ];

    /// That of a stream: they take turns.
    pub(crate) fn of(number: u64) -> Self {
        Self::ALL[number as usize % Self::ALL.len()]
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OpenAiChat => "openai chat",
            Self::OpenAiResponses => "openai responses",
            Self::Anthropic => "anthropic",
            Self::Cohere => "cohere",
            Self::Gemini => "gemini",
            Self::Mistral => "mistral",
            Self::Ollama => "ollama",
        }
    }

    /// Whether it has log probabilities.
    pub(crate) fn scores(self) -> bool {
        !matches!(self, Self::Anthropic | Self::Mistral)
    }

    /// The options of a call: log probabilities and alternatives, where there are some.
    pub(crate) fn options(self) -> CallOptions {
        match self {
            Self::Anthropic | Self::Mistral => CallOptions::new(),
            Self::Cohere => CallOptions::new().logprobs(true),
            _ => CallOptions::new().logprobs(true).top_logprobs(2),
        }
    }

    /// Its model at the server of this URL.
    pub(crate) fn model(self, url: &str, client: &HttpClient) -> Result<Arc<dyn ChatModel>> {
        let client = client.clone();
        let openai = |client| {
            ChatOpenAi::builder("gpt-4o-mini")
                .base_url(format!("{url}/v1"))
                .client(client)
        };
        Ok(match self {
            Self::OpenAiChat => Arc::new(openai(client).options(Api::ChatCompletions).build()?),
            Self::OpenAiResponses => Arc::new(openai(client).options(Api::Responses).build()?),
            Self::Anthropic => {
                let builder = ChatAnthropic::builder("claude-sonnet-4-5").client(client);
                Arc::new(builder.base_url(format!("{url}/anthropic/v1")).build()?)
            }
            Self::Cohere => {
                let builder = ChatCohere::builder("command-a-03-2025").client(client);
                Arc::new(builder.base_url(format!("{url}/cohere")).build()?)
            }
            Self::Gemini => {
                let builder = ChatGemini::builder("gemini-2.5-flash").client(client);
                Arc::new(builder.base_url(format!("{url}/gemini")).build()?)
            }
            Self::Mistral => {
                let builder = ChatMistral::builder("mistral-small-latest").client(client);
                Arc::new(builder.base_url(format!("{url}/mistral/v1")).build()?)
            }
            Self::Ollama => {
                let builder = ChatOllama::builder("gemma3").client(client);
                Arc::new(builder.base_url(format!("{url}/ollama")).build()?)
            }
        })
    }
}

/// The models of all services over one pool of connections, which ends with them.
pub(crate) fn models(url: &str) -> Result<Vec<Arc<dyn ChatModel>>> {
    let client = client()?;
    let services = Service::ALL.into_iter();
    services
        .map(|service| service.model(url, &client))
        .collect()
}

/// A client that tries nothing again: what fails is to be seen. A busy machine takes its time to connect.
fn client() -> Result<HttpClient> {
    let transport = ReqwestTransport::builder().connect_timeout(Duration::from_secs(600));
    HttpClient::builder()
        .transport(transport.build()?)
        .retry(RetryPolicy::none())
        .build()
}
