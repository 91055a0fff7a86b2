//! What the compiler must know of the models that are in use.

use std::sync::Arc;

use surprisal::http::{HttpChatModelBuilder, HttpClient, HttpClientBuilder};
use surprisal::openai::{ChatOpenAi, OpenAi, OpenAiOptions, OpenAiProtocol};
use surprisal::{Bound, CallOptions, ChatModel, RunnableExt, init_chat_model};
use surprisal_openai_compat::{ChatCompletions, Generic};

use crate::memory::{Memory, block_on};

fn sendable<T: Send + Sync + 'static>() {}

fn chat_model<M: ChatModel + Clone + Send + Sync + 'static>() {}

#[test]
fn models_of_providers_are_chat_models_that_can_be_shared() {
    chat_model::<ChatOpenAi>();
    chat_model::<ChatCompletions<Generic>>();
    chat_model::<Bound<ChatOpenAi>>();
    chat_model::<Bound<Arc<dyn ChatModel>>>();
    sendable::<(
        HttpChatModelBuilder<OpenAiProtocol<OpenAi>>,
        OpenAiOptions,
        HttpClient,
        HttpClientBuilder,
    )>();
}

#[test]
fn options_of_all_bind_to_a_model_that_was_chosen_at_run_time() {
    let memory = Memory::default();
    let model: Arc<dyn ChatModel> = Arc::new(memory.model().build().unwrap());
    let bound = model
        .bind(CallOptions::new().seed(1))
        .bind(CallOptions::from(OpenAiOptions::new().store(true)));
    drop(block_on(bound.invoke("hi")));
    let (_, body) = memory.last_request();
    assert_eq!((&body["seed"], &body["store"]), (&1.into(), &true.into()));
    let _: fn(&str) -> surprisal::Result<Arc<dyn ChatModel>> = init_chat_model;
}
