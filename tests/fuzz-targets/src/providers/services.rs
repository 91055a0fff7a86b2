//! What services give beside chats: lists of models, vectors, scores of texts, the state of a server.

use futures::StreamExt as _;
use surprisal_anthropic::Anthropic;
use surprisal_cohere::Cohere;
use surprisal_core::{
    EmbeddingModel, EmbeddingOptions, Error, HasLogprobs as _, ListModels, ModelCard, Result,
    ScoreText as _,
};
use surprisal_gemini::Gemini;
use surprisal_http::{EndpointBuilder, HttpChatModel, HttpClient, Provider};
use surprisal_ollama::{Ollama, OllamaClient, OllamaEmbeddings};
use surprisal_openai::OpenAiEmbeddings;
use surprisal_openai_compat::{ChatCompletions, Dialect, Generic, LlamaCpp, Together, Vllm};

use super::memory::Memory;
use super::service::URL;
use crate::input::{Input, cut};
use crate::laws::{self, KEY};
use crate::runtime::block_on;

/// Which of them it is, how the bytes are cut, and the bytes.
pub fn services(data: &[u8]) {
    thread_local! {
        static MEMORY: Memory = Memory::default();
        static CLIENT: HttpClient = MEMORY.with(Memory::client);
    }
    let mut input = Input::new(data);
    let which = input.number();
    let length = input.length();
    let body = input.rest();
    MEMORY.with(|memory| memory.answer(200, cut(body, length)));
    let client = CLIENT.with(HttpClient::clone);
    let end: Result<()> = block_on(async {
        match which % 14 {
            0 => list(&model::<Anthropic>(&client)).await,
            1 => list(&model::<Cohere>(&client)).await,
            2 => list(&model::<Gemini>(&client)).await,
            3 => list(&model::<Ollama>(&client)).await,
            4 => list(&compat::<Generic>(&client)).await,
            5 => list(&compat::<Together>(&client)).await,
            6 => embed(&openai(&client)).await,
            7 => {
                let options = EmbeddingOptions::default();
                embed(&OllamaEmbeddings::new("m", ollama(&client)?, options)).await
            }
            8 => score(&compat::<Vllm>(&client)).await,
            9 => score(&compat::<LlamaCpp>(&client)).await,
            10 => score(&compat::<Together>(&client)).await,
            11 => OllamaClient::new(ollama(&client)?)
                .show("m")
                .await
                .map(drop),
            12 => OllamaClient::new(ollama(&client)?)
                .running()
                .await
                .map(drop),
            _ => pull(&OllamaClient::new(ollama(&client)?)).await,
        }
    });
    end.as_ref().err().into_iter().for_each(laws::error);
}

fn model<P: Provider>(client: &HttpClient) -> HttpChatModel<P> {
    let builder = HttpChatModel::builder("m").base_url(URL).api_key(KEY);
    builder.client(client.clone()).build().unwrap()
}

fn compat<D: Dialect>(client: &HttpClient) -> ChatCompletions<D> {
    let builder = ChatCompletions::builder("m").base_url(URL).api_key(KEY);
    builder.client(client.clone()).build().unwrap()
}

fn openai(client: &HttpClient) -> OpenAiEmbeddings {
    let builder = OpenAiEmbeddings::builder("m").base_url(URL).api_key(KEY);
    builder.client(client.clone()).build().unwrap()
}

fn ollama(client: &HttpClient) -> Result<surprisal_http::Endpoint, Error> {
    let builder = EndpointBuilder::new().base_url(URL).api_key(KEY);
    builder
        .client(client.clone())
        .build(&mut Ollama::new(String::new()))
}

async fn list<S: ListModels + ?Sized>(service: &S) -> Result<()> {
    let cards = service.list_models().await?;
    for card in cards {
        let written = serde_json::to_string(&card).unwrap();
        let back: ModelCard = serde_json::from_str(&written).unwrap();
        assert_eq!(back.id, card.id, "{written}");
        assert_eq!(serde_json::to_string(&back).unwrap(), written);
    }
    Ok(())
}

/// A vector for each text, all of one length, and each a number.
async fn embed(model: &dyn EmbeddingModel) -> Result<()> {
    let texts = vec!["a".to_owned(), "b".to_owned()];
    let embeddings = model.embed_opts(texts, EmbeddingOptions::default()).await?;
    assert_eq!(embeddings.len(), 2);
    let dimensions = embeddings.dimensions().unwrap();
    for vector in embeddings.vectors() {
        assert_eq!(vector.len(), dimensions);
    }
    Ok(())
}

/// What is scored is what was given.
async fn score<D: Dialect>(model: &ChatCompletions<D>) -> Result<()> {
    let scored = model.score_text("The sky is", " blue", 2).await?;
    laws::tokens(scored.logprobs(), scored.text());
    assert_eq!(scored.text(), " blue");
    scored.alignment().unwrap();
    Ok(())
}

async fn pull(client: &OllamaClient) -> Result<()> {
    let mut progress = client.pull("m").await?;
    while let Some(next) = progress.next().await {
        next?;
    }
    Ok(())
}
