use async_trait::async_trait;
use http::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use surprisal_core::{ChunkStream, Error, ListModels, ModelCard, Result};
use surprisal_http::{Call, Endpoint, Framing, Response, Timeouts, read_json};

use super::info::ModelInfo;
use super::pull::{PullProgress, progress};
use crate::host::endpoint_from_env;
use crate::listing::cards;
use crate::{ChatOllama, PROVIDER, error};

/// An Ollama server and its models: which there are, what they can do, and how more are brought. A clone is cheap and
/// shares the connections.
///
/// All errors are those of [`HttpClient::send`](surprisal_http::HttpClient::send) and of the server:
/// [`ErrorKind::NotFound`](surprisal_core::ErrorKind::NotFound) for a model that is not there,
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) for what is not as Ollama writes it.
///
/// ```no_run
/// use futures::TryStreamExt;
/// use surprisal_core::ListModels;
/// use surprisal_ollama::OllamaClient;
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let server = OllamaClient::from_env()?;
/// if !server.list_models().await?.iter().any(|card| card.id == "gemma3:latest") {
///     let mut progress = server.pull("gemma3").await?;
///     while let Some(step) = progress.try_next().await? {
///         println!("{}: {:?} of {:?} bytes", step.status, step.completed, step.total);
///     }
/// }
/// println!("{:?}", server.show("gemma3").await?.capabilities);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct OllamaClient {
    endpoint: Endpoint,
}

impl OllamaClient {
    /// The server at this endpoint, whose base URL is that of the API, such as `http://localhost:11434/api`.
    pub fn new(endpoint: Endpoint) -> Self {
        Self { endpoint }
    }

    /// The server that `OLLAMA_HOST` names, with the key of `OLLAMA_API_KEY`; without them, the one on this machine.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if either cannot be sent.
    pub fn from_env() -> Result<Self> {
        endpoint_from_env().map(Self::new)
    }

    /// The version of the server.
    ///
    /// # Errors
    ///
    /// As the [type](Self) says.
    pub async fn version(&self) -> Result<String> {
        #[derive(Deserialize)]
        struct Version {
            version: String,
        }
        let version: Version = read(self.get("version").await?).await?;
        Ok(version.version)
    }

    /// What is known of a model: what it can do, its template, its parameters.
    ///
    /// # Errors
    ///
    /// As the [type](Self) says.
    pub async fn show(&self, model: &str) -> Result<ModelInfo> {
        let call = Call::new(PROVIDER, model);
        read(self.post("show", json!({"model": model}), &call).await?).await
    }

    /// The models that are loaded. In their `extra` there are `expires_at`, `size_vram` in bytes and `context_length` in
    /// tokens.
    ///
    /// # Errors
    ///
    /// As the [type](Self) says.
    pub async fn running(&self) -> Result<Vec<ModelCard>> {
        self.cards("ps").await
    }

    /// Has the server bring a model, and tells how far it is. A pull that is dropped goes on from where it was with the next
    /// one. It may take as long as it does; only the idle limit holds.
    ///
    /// # Errors
    ///
    /// As the [type](Self) says; within the stream also what the server says there, and
    /// [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated) if it ends without the status `success`.
    pub async fn pull(&self, model: &str) -> Result<ChunkStream<PullProgress>> {
        let unlimited = Timeouts::default().total(std::time::Duration::MAX);
        let call = Call::new(PROVIDER, model).timeouts(unlimited);
        let body = json!({"model": model, "stream": true});
        let response = self.post("pull", body, &call).await?;
        Ok(progress(response.frames(Framing::NdJson)))
    }

    async fn cards(&self, path: &str) -> Result<Vec<ModelCard>> {
        let mut response = self.get(path).await?;
        let body = response.text().await?;
        cards(&body).map_err(|error| response.describe(error.with_body(body)))
    }

    async fn get(&self, path: &str) -> Result<Response> {
        let call = Call::new(PROVIDER, "");
        self.endpoint.get(path, &call, error::http_error).await
    }

    async fn post(&self, path: &str, body: Value, call: &Call<'_>) -> Result<Response> {
        let body = body.to_string().into();
        let headers = HeaderMap::new();
        self.endpoint
            .post(path, headers, body, call, error::http_error)
            .await
    }
}

/// The JSON of an answer.
async fn read<T: DeserializeOwned>(mut response: Response) -> Result<T> {
    let body = response.text().await?;
    let read = || -> Result<T> {
        error::check(&body)?;
        read_json(&body)
    };
    let described = |error: Error| response.describe(error.with_body(body.clone()));
    read().map_err(described)
}

#[async_trait]
impl ListModels for OllamaClient {
    /// The models that the server has; see [`ChatOllama`]'s list.
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        self.cards("tags").await
    }
}

impl From<&ChatOllama> for OllamaClient {
    /// The server that a chat model asks.
    fn from(model: &ChatOllama) -> Self {
        Self::new(model.endpoint().clone())
    }
}
