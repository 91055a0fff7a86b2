use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::channel::{mpsc, oneshot};
use futures::{StreamExt, stream};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, ChunkStream, Error, ErrorKind, Feature,
    Messages, Options, Profile, Result, Runnable, ScoreText, Scored,
};

use crate::generate::Prompt;
use crate::plan::Plan;
use crate::worker::{Job, Recipe, Task, spawn};
use crate::{ChatLocalBuilder, ModelInfo, PROVIDER};

/// A chat model that runs in this process: a GGUF file on the CPU.
///
/// It is loaded when it is first used and lives on a thread of its own, so that no async thread waits for
/// it; clones share it. Calls are answered one after the other in the order in which they were made, and a
/// call that is dropped ends within a token. What it has read last is kept: a conversation
/// that goes on is not read again.
///
/// Where a call does not say, a model of the catalogue samples as its authors recommend and writes as much as
/// the [catalogue](crate::CatalogModel) says; any other has the temperature 1, and its answer may fill the context.
///
/// Log probabilities are the model's own ([`Basis::Raw`](surprisal_core::Basis)) unless
/// [`LocalOptions::sampling_logprobs`](crate::LocalOptions::sampling_logprobs) is set. Every token of the answer has them, with
/// its id, its rank, and its bytes: a character of several tokens is several entries. The mark that ends the answer is the
/// last entry, with a name and without bytes.
///
/// ```no_run
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_local::ChatLocal;
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let llm = ChatLocal::from_env("smollm2-135m")?.bind(CallOptions::new().logprobs(true).top_logprobs(5));
/// let message = llm.invoke(("human", "how are you today")).await?;
/// for token in message.logprobs().content() {
///     println!("{token:?}");
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct ChatLocal {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    recipe: Recipe,
    /// What holds where a call does not say.
    defaults: CallOptions,
    /// The way to the model's thread, once it runs.
    jobs: Mutex<Option<Sender<Job>>>,
}

impl ChatLocal {
    /// The model of this name: one of the [`catalog`](crate::catalog()), the path of a GGUF file, or `default`,
    /// which is what `SURPRISAL_MODEL` names, or else the first of the catalogue. See
    /// [`ModelStore`](crate::ModelStore) for the variables that say where files are kept and fetched from.
    ///
    /// # Errors
    ///
    /// As [`ChatLocalBuilder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).build()
    }

    /// A model with other settings than the usual ones.
    pub fn builder(model: impl Into<String>) -> ChatLocalBuilder {
        ChatLocalBuilder::new(model)
    }

    pub(crate) fn new(recipe: Recipe, defaults: CallOptions) -> Self {
        Self {
            shared: Arc::new(Shared {
                recipe,
                defaults,
                jobs: Mutex::new(None),
            }),
        }
    }

    /// Loads the model if that has not been done, and says what it is. Its file is fetched if it is not
    /// there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] or [`ErrorKind::Connection`] if the file cannot be had;
    /// [`ErrorKind::InvalidInput`] if it is no GGUF, or a model that cannot be run, which says why.
    pub async fn load(&self) -> Result<ModelInfo> {
        self.ask(Task::Load).await
    }

    /// The ids of a text's tokens, as the model reads it in the middle of a text: nothing is put in front.
    /// What spells a special token is read as one.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub async fn tokenize(&self, text: impl Into<String>) -> Result<Vec<u32>> {
        let text = text.into();
        self.ask(|reply| Task::Tokenize(text, reply)).await
    }

    /// The log probability of each token of `answer` as the model's answer to a conversation, with
    /// `top_logprobs` alternatives each. Without a conversation see [`ScoreText`].
    ///
    /// # Errors
    ///
    /// As [`ScoreText::score_text`], and [`ErrorKind::InvalidInput`] if the messages cannot be read.
    pub async fn score_answer(
        &self,
        messages: impl TryInto<Messages, Error: Into<Error>>,
        answer: impl Into<String>,
        top_logprobs: u32,
    ) -> Result<Scored> {
        let messages = messages.try_into().map_err(Into::into)?;
        messages.check()?;
        self.score_behind(Prompt::Messages(messages), answer.into(), top_logprobs)
            .await
    }

    async fn score_behind(&self, prompt: Prompt, text: String, top: u32) -> Result<Scored> {
        let top = usize::try_from(top).ok().filter(|top| *top > 0);
        self.ask(|reply| Task::Score {
            prompt,
            text,
            top,
            reply,
        })
        .await
    }

    async fn ask<T>(&self, task: impl FnOnce(oneshot::Sender<Result<T>>) -> Task) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.send(task(reply))?;
        answer.await.map_err(|_| gone())?
    }

    fn send(&self, task: Task) -> Result<()> {
        let mut jobs = self
            .shared
            .jobs
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let sender = match &*jobs {
            Some(sender) => sender,
            None => jobs.insert(spawn(self.shared.recipe.clone())?),
        };
        sender.send(Job::new(task)).map_err(|_| gone())
    }
}

fn gone() -> Error {
    Error::new(ErrorKind::Server, "the thread of the model has ended").with_provider(PROVIDER)
}

#[async_trait]
impl Runnable for ChatLocal {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let chunks = self.stream_opts(input, options).await?;
        AiMessageChunk::collect(chunks).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let plan = input
            .check()
            .and_then(|()| Plan::new(options.or(&self.shared.defaults)))
            .map_err(|error| error.with_provider(PROVIDER))?;
        let (sender, mut chunks) = mpsc::unbounded();
        self.send(Task::Answer {
            messages: input,
            plan: Box::new(plan),
            chunks: sender,
        })?;
        // The model says something at once if it can answer.
        let first = chunks.next().await.ok_or_else(gone)??;
        Ok(stream::iter([Ok(first)]).chain(chunks).boxed())
    }

    fn profile_opts(&self, options: &CallOptions) -> Profile {
        let Shared {
            recipe, defaults, ..
        } = &*self.shared;
        Profile::new(PROVIDER, &*recipe.model)
            .with_capabilities(CAPABILITIES)
            .with_options(options.clone().or(defaults))
    }
}

/// What any model can do here; what it cannot is answered by the plan of a call.
const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
    .yes(Feature::LOGPROBS)
    .yes(Feature::SAMPLING)
    .yes(&[Feature::ScoreText])
    .no(Feature::TOOLS)
    .no(Feature::JSON)
    .no(&[Feature::ReasoningEffort, Feature::Metadata]);

/// Prompt and text are turned into tokens apart, as they are where the model writes the text itself: an edge between
/// them never lies within a token. The distribution is the model's own ([`Basis::Raw`](surprisal_core::Basis)), and
/// every token has its rank.
#[async_trait]
impl ScoreText for ChatLocal {
    async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored> {
        let prompt = Prompt::Text(prompt.to_owned());
        self.score_behind(prompt, text.to_owned(), top_logprobs)
            .await
    }
}
