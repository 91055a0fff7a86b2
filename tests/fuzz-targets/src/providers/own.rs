//! The providers that have a protocol, or messages, of their own.

use surprisal_anthropic::Anthropic;
use surprisal_cohere::Cohere;
use surprisal_core::{ChatModel, RunnableExt as _};
use surprisal_gemini::{Gemini, VertexAi};
use surprisal_http::{HttpChatModel, HttpClient};
use surprisal_mistral::Mistral;
use surprisal_ollama::{Ollama, OllamaOptions};
use surprisal_openai_compat::ChatProtocol;

use super::chat_completions;
use super::service::{Service, URL};
use crate::laws::KEY;

/// Anthropic's Messages API.
pub fn anthropic(data: &[u8]) {
    thread_local! {
        static SERVICE: Service =
            Service::new(|client| vec![Service::model::<Anthropic>(client)], |_| None);
    }
    SERVICE.with(|service| service.run(data));
}

/// Cohere's second version.
pub fn cohere(data: &[u8]) {
    thread_local! {
        static SERVICE: Service =
            Service::new(|client| vec![Service::model::<Cohere>(client)], |_| None);
    }
    SERVICE.with(|service| service.run(data));
}

/// Gemini, and the same at Vertex AI.
pub fn gemini(data: &[u8]) {
    thread_local! {
        static SERVICE: Service = Service::new(
            |client| vec![Service::model::<Gemini>(client), Service::model::<VertexAi>(client)],
            |body| (!body.contains(['\r', '\n'])).then(|| format!("data: {body}\n\n")),
        );
    }
    SERVICE.with(|service| service.run(data));
}

/// Mistral: Chat Completions with content of its own.
pub fn mistral(data: &[u8]) {
    thread_local! {
        static SERVICE: Service = Service::new(
            |client| vec![Service::model::<ChatProtocol<Mistral>>(client)],
            chat_completions::as_stream,
        );
    }
    SERVICE.with(|service| service.run(data));
}

/// Ollama's chats, and what it generates.
pub fn ollama(data: &[u8]) {
    thread_local! {
        static SERVICE: Service = Service::new(
            |client| vec![Service::model::<Ollama>(client), generate(client)],
            |body| (!body.contains(['\r', '\n'])).then(|| format!("{body}\n")),
        );
    }
    SERVICE.with(|service| service.run(data));
}

fn generate(client: &HttpClient) -> Box<dyn ChatModel> {
    let builder = HttpChatModel::<Ollama>::builder("m")
        .base_url(URL)
        .api_key(KEY);
    let model = builder.client(client.clone()).build().unwrap();
    Box::new(model.bind(OllamaOptions::new().raw(true)))
}
