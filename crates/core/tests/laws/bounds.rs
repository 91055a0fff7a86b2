//! What the compiler must know of the public types.

use std::sync::Arc;

use futures::executor::block_on;
use futures::{Stream, StreamExt, TryStreamExt};
use surprisal_core::{
    AiMessage, AiMessageChunk, Alignment, Availability, BaseMessage, Bound, BytesOrigin,
    CallOptions, Channel, ChatModel, Choice, ChoiceChunk, ChunkStream, Content, ContentBlock,
    ContentFilter, ContentFilterOffsets, ContentFilterResult, DeveloperMessage, Entropy, Error,
    ErrorKind, FinishReason, HasLogprobs, HumanMessage, InvalidToolCall, Logprobs, Measures, Media,
    Message, Messages, Policy, PromptFilter, RateLimits, ReasoningEffort, Registry, Reported,
    ResponseFormat, ResponseMetadata, Result, Role, Runnable, RunnableExt, Score, Secret,
    SystemMessage, TokenLogprob, ToolCall, ToolCallChunk, ToolChoice, ToolDefinition, ToolMessage,
    TopLogprob, Usage, Warning,
};

use crate::echo::Echo;

fn _models_are_object_safe(_: &dyn ChatModel) {}

fn _answers_are_object_safe(_: &dyn HasLogprobs, _: &dyn BaseMessage) {}

fn sendable<T: Send + Sync + 'static>() {}

fn chat_model<M: ChatModel + ?Sized>() {}

#[test]
fn every_public_type_can_be_shared_between_threads() {
    sendable::<(
        AiMessage,
        AiMessageChunk,
        Choice,
        ChoiceChunk,
        Message,
        Messages,
    )>();
    sendable::<(
        SystemMessage,
        DeveloperMessage,
        HumanMessage,
        ToolMessage,
        Role,
    )>();
    sendable::<(
        Content,
        ContentBlock,
        Media,
        FinishReason,
        Usage,
        ResponseMetadata,
    )>();
    sendable::<(
        RateLimits,
        Warning,
        Logprobs,
        TokenLogprob,
        TopLogprob,
        Score,
    )>();
    sendable::<(
        Alignment,
        Availability,
        BytesOrigin,
        Channel,
        Entropy,
        Measures,
        Reported,
    )>();
    sendable::<(
        ToolCall,
        InvalidToolCall,
        ToolCallChunk,
        ToolChoice,
        ToolDefinition,
    )>();
    sendable::<(
        ContentFilter,
        ContentFilterOffsets,
        ContentFilterResult<'_>,
        PromptFilter,
    )>();
    sendable::<(
        CallOptions,
        Policy,
        ReasoningEffort,
        ResponseFormat,
        Secret,
        Registry,
    )>();
    sendable::<(
        Error,
        ErrorKind,
        Bound<Echo>,
        Arc<dyn ChatModel>,
        Box<dyn ChatModel>,
    )>();
}

#[test]
fn every_wrapper_and_pointer_of_a_chat_model_is_one() {
    chat_model::<Echo>();
    chat_model::<dyn ChatModel>();
    chat_model::<&Echo>();
    chat_model::<&dyn ChatModel>();
    chat_model::<Box<dyn ChatModel>>();
    chat_model::<Arc<dyn ChatModel>>();
    chat_model::<Bound<Echo>>();
    chat_model::<Bound<Bound<Echo>>>();
    chat_model::<Bound<Arc<dyn ChatModel>>>();
    chat_model::<Arc<Bound<Box<dyn ChatModel>>>>();
}

#[test]
fn an_error_is_one_pointer_and_results_stay_small() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
}

#[test]
fn a_stream_outlives_the_model_and_the_borrow() {
    fn sent(stream: impl Stream + Send + 'static) -> impl Stream + Send + 'static {
        stream
    }
    let stream: ChunkStream<AiMessageChunk> = {
        let model: Arc<dyn ChatModel> = Arc::new(Echo::default());
        block_on(model.stream("hello")).unwrap()
    };
    let thread = std::thread::spawn(|| block_on(stream.try_collect::<AiMessageChunk>()));
    assert_eq!(thread.join().unwrap().unwrap().text(), "hello");

    let model = Echo::default();
    let stream = sent(block_on(model.stream("hello")).unwrap());
    drop(model);
    assert_eq!(block_on(stream.count()), 1);
}

#[test]
fn the_futures_of_calls_can_be_sent_to_another_thread() {
    fn sent<T: Send>(value: T) -> T {
        value
    }
    let model: Arc<dyn ChatModel> = Arc::new(Echo::default());
    let answer = block_on(sent(model.invoke("hi"))).unwrap();
    assert_eq!(answer.text(), "hi");
    drop(block_on(sent(model.stream("hi"))).unwrap());
    assert_eq!(block_on(sent(model.batch(["a", "b"]))).len(), 2);
    let completed = sent(model.batch_as_completed(1, ["a", "b"]));
    assert_eq!(block_on(completed.count()), 2);
}

#[test]
fn a_model_behind_any_pointer_takes_options_and_calls() {
    let echo = Arc::new(Echo::default());
    let dynamic: Arc<dyn ChatModel> = Arc::<Echo>::clone(&echo);
    let bound = dynamic
        .bind(CallOptions::new().seed(1))
        .bind(CallOptions::new().n(2));
    let again: Box<dyn ChatModel> = Box::new(bound.bind(CallOptions::new().seed(3)));
    block_on(again.invoke("hi")).unwrap();
    assert_eq!(echo.options(), CallOptions::new().seed(3).n(2));

    let input = Messages::from("hi");
    block_on(Runnable::invoke_opts(
        &again,
        input,
        CallOptions::new().seed(4),
    ))
    .unwrap();
    assert_eq!(echo.options(), CallOptions::new().seed(4).n(2));
}
