//! Plays an answer to the library, as a server.

use std::sync::Arc;

use surprisal::http::HttpClient;
use surprisal::openai::ChatOpenAi;
use surprisal::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, Messages, Policy, Result, RetryPolicy,
};
use surprisal_openai_compat::{ChatCompletions, Generic, services};
use surprisal_testing::server::{Reply, Server};
use surprisal_tests::oracle::{self, Answer};
use surprisal_tests::recordings::{self, Recording};

/// The recordings of Chat Completions; `None`, with a line printed, where there are none.
pub(crate) fn chat() -> Option<Vec<Recording>> {
    let mut all = recordings::load().unwrap()?;
    all.retain(Recording::is_chat);
    Some(all)
}

/// What the oracle reads in a recording.
pub(crate) fn expected(recording: &Recording) -> Answer {
    let read = if recording.stream {
        oracle::stream
    } else {
        oracle::body
    };
    read(&recording.body).unwrap()
}

/// The options of the recorded request that the reading of the answer depends on. What does not come
/// is a warning.
pub(crate) fn options(recording: &Recording) -> CallOptions {
    let mut options = CallOptions::new().on_logprobs_missing(Policy::Warn);
    let number = |key: &str| recording.request[key].as_u64();
    if let Some(n) = number("n") {
        options = options.n(n.try_into().unwrap());
    }
    if recording.asks_for_logprobs() {
        options = options.logprobs(true);
        if let Some(top) = number("top_logprobs") {
            // One server was asked for more than may be, and answered.
            options = options.top_logprobs(top.min(20).try_into().unwrap());
        }
    }
    options
}

/// A server, and models that ask it.
pub(crate) struct Player {
    server: Server,
    /// As a user has them: OpenAI's, and any other server's.
    pub(crate) models: [Arc<dyn ChatModel>; 2],
}

impl Player {
    pub(crate) async fn start() -> Self {
        let server = Server::start().await.unwrap();
        let url = format!("{}/v1", server.url());
        let client = HttpClient::builder().retry(RetryPolicy::none());
        let client = client.build().unwrap();
        let openai = ChatOpenAi::builder("m")
            .base_url(url.clone())
            .client(client.clone());
        let generic = ChatCompletions::<Generic>::builder("m")
            .base_url(url)
            .client(client);
        Self {
            server,
            models: [
                Arc::new(openai.build().unwrap()),
                Arc::new(generic.build().unwrap()),
            ],
        }
    }

    /// Has one of the models ask, and the server answer as it was recorded.
    pub(crate) async fn play(
        &self,
        model: &dyn ChatModel,
        recording: &Recording,
        options: CallOptions,
    ) -> Result<AiMessage> {
        self.server.reply(reply(recording));
        let stream = recording.stream || recording.request["stream"] == true;
        ask(model, options, stream).await
    }

    /// Has OpenAI's model ask for a stream, and the server answer by these events.
    pub(crate) async fn stream(&self, events: &str, options: CallOptions) -> Result<AiMessage> {
        self.server.reply(Reply::sse(events.to_owned()));
        ask(&self.models[0], options, true).await
    }

    /// Has OpenAI's model ask, and the server answer by this body.
    pub(crate) async fn body(&self, body: String, options: CallOptions) -> Result<AiMessage> {
        self.server.reply(Reply::json(200, body));
        ask(&self.models[0], options, false).await
    }

    /// The model of this service's dialect, asking the player.
    pub(crate) fn dialect(&self, provider: &str) -> Arc<dyn ChatModel> {
        let url = format!("{}/v1", self.server.url());
        let service = services()
            .into_iter()
            .find(|service| service.provider == provider);
        service.unwrap().chat_model_at("m", &url).unwrap()
    }

    pub(crate) fn server(&self) -> &Server {
        &self.server
    }
}

/// Asks, and puts together what was streamed.
pub(crate) async fn ask(
    model: &dyn ChatModel,
    options: CallOptions,
    stream: bool,
) -> Result<AiMessage> {
    let input = Messages::from("hi");
    if stream {
        AiMessageChunk::collect(model.stream_opts(input, options).await?).await
    } else {
        model.invoke_opts(input, options).await
    }
}

/// The recorded bytes with the recorded headers.
pub(crate) fn reply(recording: &Recording) -> Reply {
    let mut reply = Reply::new(recording.status).body(recording.body.clone());
    for (name, value) in headers(recording) {
        reply = reply.header(name, value);
    }
    if recording.stream {
        reply = reply.chunked();
    }
    reply
}

/// The recorded headers, but for those that tell how the body was transferred.
pub(crate) fn headers(recording: &Recording) -> impl Iterator<Item = (&str, &str)> {
    let transfer = ["content-length", "transfer-encoding", "connection"];
    recording
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(move |(name, _)| !transfer.contains(&name.to_ascii_lowercase().as_str()))
}
