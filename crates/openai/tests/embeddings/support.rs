//! A server and the models that ask it.

use serde_json::{Value, json};
use surprisal_core::RetryPolicy;
use surprisal_http::HttpClient;
use surprisal_openai::{OpenAi, OpenAiEmbeddings};
use surprisal_openai_compat::TextEmbeddingsBuilder;
use surprisal_testing::server::{Reply, Server};

/// A model that asks this server.
pub(crate) fn builder(server: &Server) -> TextEmbeddingsBuilder<OpenAi> {
    OpenAiEmbeddings::builder("text-embedding-3-small")
        .base_url(format!("{}/v1", server.url()))
        .client(client())
}

/// Once and no more.
pub(crate) fn client() -> HttpClient {
    let client = HttpClient::builder().retry(RetryPolicy::none());
    client.build().unwrap()
}

/// A server that has these bodies for its next requests.
pub(crate) async fn server(bodies: &[Value]) -> Server {
    let server = Server::start().await.unwrap();
    for body in bodies {
        server.reply(Reply::json(200, body.to_string()));
    }
    server
}

/// An answer with these vectors, by index, and usage of four tokens.
pub(crate) fn answer(vectors: &[(usize, Value)]) -> Value {
    let data = vectors
        .iter()
        .map(|(index, vector)| json!({"object": "embedding", "index": index, "embedding": vector}));
    json!({
        "object": "list",
        "data": data.collect::<Vec<_>>(),
        "model": "text-embedding-3-small",
        "usage": {"prompt_tokens": 4, "total_tokens": 4},
    })
}

/// The JSON of each request that the server had.
pub(crate) fn sent(server: &Server) -> Vec<Value> {
    let requests = server.requests();
    requests.iter().map(|one| one.json().unwrap()).collect()
}
