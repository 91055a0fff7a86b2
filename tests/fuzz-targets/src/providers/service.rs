//! What is done with an answer.

use bytes::Bytes;
use futures::StreamExt as _;
use serde_json::Value;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, Error, ErrorKind, Message, Messages, Policy,
    Result, ToolDefinition,
};
use surprisal_http::{HttpChatModel, HttpClient, Provider};

use super::memory::Memory;
use crate::input::{Input, cut};
use crate::laws::{self, KEY};
use crate::runtime::block_on;

/// Where it is not.
pub(super) const URL: &str = "http://memory/v1";

/// Writes the body of a whole answer as a stream that says the same, where there is a way to.
pub(super) type AsStream = fn(&str) -> Option<String>;

/// The models that a target chooses from, and what they ask.
pub(super) struct Service {
    memory: Memory,
    models: Vec<Box<dyn ChatModel>>,
    as_stream: AsStream,
}

/// What a stream gave, and the error that it ended with.
type Streamed = (Vec<AiMessageChunk>, Option<String>);

/// The statuses that a refusal may have.
const REFUSALS: [u16; 8] = [400, 401, 404, 413, 422, 429, 500, 529];

impl Service {
    pub(super) fn new(
        models: impl FnOnce(&HttpClient) -> Vec<Box<dyn ChatModel>>,
        as_stream: AsStream,
    ) -> Self {
        let memory = Memory::default();
        Self {
            models: models(&memory.client()),
            memory,
            as_stream,
        }
    }

    /// The model of a provider at [`URL`].
    pub(super) fn model<P: Provider>(client: &HttpClient) -> Box<dyn ChatModel> {
        let builder = HttpChatModel::<P>::builder("m").base_url(URL).api_key(KEY);
        Box::new(builder.client(client.clone()).build().unwrap())
    }

    /// The input is which model, what is answered (`0` a whole answer, `1` a stream, from `2` on refusals), with which
    /// options, how the bytes are cut, and the bytes.
    pub(super) fn run(&self, data: &[u8]) {
        let mut input = Input::new(data);
        let model = input.pick(&self.models);
        let answer = input.number();
        let options = options(input.number());
        let length = input.length();
        let body = input.rest();
        block_on(async {
            match answer {
                0 => self.whole(&**model, options, body, length).await,
                1 => self.stream(&**model, options, body, length).await,
                refusal => {
                    let status = REFUSALS[usize::from(refusal - 2) % REFUSALS.len()];
                    self.refused(&**model, options, body, status).await;
                }
            }
        });
    }

    async fn whole(&self, model: &dyn ChatModel, options: CallOptions, body: &[u8], length: usize) {
        self.memory.answer(200, cut(body, length));
        let answer = model.invoke_opts(question(), options.clone()).await;
        let message = match answer {
            Ok(message) => message,
            Err(error) => return laws::error(&error),
        };
        laws::message(&message);
        if let Some(stream) = str::from_utf8(body).ok().and_then(self.as_stream) {
            self.memory.answer(200, vec![stream.clone().into()]);
            let mut options = options.clone();
            // What came is written otherwise.
            options.raw = None;
            let streamed = read(model, options.clone()).await;
            if streamed.1.is_none() {
                self.memory.answer(200, vec![Bytes::copy_from_slice(body)]);
                let whole = model.invoke_opts(question(), options).await.unwrap();
                assert_eq!(laws::chunks(&streamed.0), whole, "{stream}");
            }
        }
        self.answered(model, message).await;
    }

    /// The answer as a part of the conversation: it is refused, or what is sent is JSON.
    async fn answered(&self, model: &dyn ChatModel, answer: AiMessage) {
        self.memory.answer(200, vec!["{}".into()]);
        let messages = [Message::human("a"), answer.into(), Message::human("b")];
        let next = model.invoke_opts(Messages::from_iter(messages), CallOptions::new());
        let refused = next.await.err();
        match self.memory.requests().last() {
            Some(request) => {
                serde_json::from_slice::<Value>(request.body()).unwrap();
            }
            None => {
                let kind = refused.unwrap().kind();
                let ours = [ErrorKind::InvalidInput, ErrorKind::Unsupported];
                assert!(ours.contains(&kind), "{kind:?}");
            }
        }
    }

    async fn stream(
        &self,
        model: &dyn ChatModel,
        options: CallOptions,
        body: &[u8],
        length: usize,
    ) {
        self.memory.answer(200, vec![Bytes::copy_from_slice(body)]);
        let whole = read(model, options.clone()).await;
        laws::chunks(&whole.0);
        self.memory.answer(200, cut(body, length));
        assert_eq!(read(model, options).await, whole);
    }

    async fn refused(&self, model: &dyn ChatModel, options: CallOptions, body: &[u8], status: u16) {
        self.memory
            .answer(status, vec![Bytes::copy_from_slice(body)]);
        let error = model.invoke_opts(question(), options).await.unwrap_err();
        assert_eq!(error.status(), Some(status), "{error:?}");
        laws::error(&error);
        for request in self.memory.requests() {
            serde_json::from_slice::<Value>(request.body()).unwrap();
        }
    }
}

fn question() -> Messages {
    Messages::from("hi")
}

/// One bit for each of what may be asked for.
fn options(bits: u8) -> CallOptions {
    let mut options = CallOptions::new()
        .on_unsupported(Policy::Warn)
        .on_logprobs_missing(Policy::Warn);
    if bits & 1 != 0 {
        options = options.logprobs(true).top_logprobs(2);
    }
    if bits & 2 != 0 {
        options.raw = Some(true);
    }
    if bits & 4 != 0 {
        options = options.n(2).seed(1);
    }
    if bits & 8 != 0 {
        let schema = serde_json::json!({"type": "object"});
        options = options.tools([ToolDefinition::new("f", schema)]);
    }
    options
}

async fn read(model: &dyn ChatModel, options: CallOptions) -> Streamed {
    let mut chunks = Vec::new();
    let end = read_into(model, options, &mut chunks).await.err();
    (chunks, end.map(|error| shown(&error)))
}

async fn read_into(
    model: &dyn ChatModel,
    options: CallOptions,
    into: &mut Vec<AiMessageChunk>,
) -> Result<()> {
    let mut stream = model.stream_opts(question(), options).await?;
    while let Some(chunk) = stream.next().await {
        into.push(chunk?);
    }
    assert!(stream.next().await.is_none(), "it has ended");
    Ok(())
}

fn shown(error: &Error) -> String {
    laws::error(error);
    format!("{error:?} {:?}", error.body())
}
