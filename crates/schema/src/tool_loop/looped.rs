use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use async_trait::async_trait;
use futures::FutureExt as _;
use futures::future::{BoxFuture, join_all};
use surprisal_core::{
    CallOptions, ChatModel, ChunkStream, Messages, Profile, Result, Runnable, Takes, ToolCall,
};

use super::session::{Next, Session};
use super::{ToolRun, ToolRunEvent, ToolVerdict, stream};
use crate::Tool;

/// A chat model that calls tools until it has an answer (in LangChain: an agent).
///
/// A round is one answer of the model. The calls of one answer run at once; their results go back in the order of the
/// calls. An answer without calls ends the run, and so does the last [round](Self::max_rounds) that there is: the
/// [`ToolRun`] then has the whole conversation and no [`answer`](ToolRun::answer).
///
/// What can be mended goes back to the model as an error: arguments that do not fit, a function that fails, a call
/// that is [invalid](surprisal_core::InvalidToolCall), a tool that there is not.
///
/// The options of the call go into every round. Tools that the caller bound besides are offered too; a call of one of
/// them [stops](super::ToolRunEnd::Stopped) the run for the caller to answer. A
/// [`tool_choice`](CallOptions::tool_choice) that demands a call holds for the first round alone, since no run would
/// end otherwise.
///
/// A conversation whose last message calls tools begins with these calls, so a run that was stopped can go on. An error
/// of the model is the error of the whole, and [`ToolRun::from_error`] has all that came before it. Retries belong to the
/// model, `ToolLoop::new(model.with_retry(…), …)`: around the loop they would run the tools again.
///
/// Dropping the call or the stream drops the model's call and the tools that run. What had come is lost with a call; the
/// events of a stream are there, to be added up to a `ToolRun`.
///
/// ```
/// use std::sync::Arc;
/// use surprisal_core::{ChatModel, Result, RunnableExt};
/// use surprisal_schema::{JsonSchema, Tool, ToolLoop};
///
/// #[derive(serde::Deserialize, JsonSchema)]
/// struct Place {
///     city: String,
/// }
///
/// async fn example(model: Arc<dyn ChatModel>) -> Result<()> {
///     let weather = Tool::new("get_weather", "The weather in a city", async |place: Place| -> Result<String> {
///         Ok(format!("It rains in {}", place.city))
///     });
///     let run = ToolLoop::new(model, [weather]).max_rounds(4).invoke("Do I need an umbrella in Paris?").await?;
///     println!("{} ({:?})", run.answer()?.text(), run.usage());
///     Ok(())
/// }
/// ```
#[must_use = "a runnable does nothing until it is invoked"]
#[doc(alias = "AgentExecutor")]
#[doc(alias = "create_agent")]
pub struct ToolLoop<M> {
    pub(super) model: Arc<M>,
    pub(super) tools: Arc<[Tool]>,
    pub(super) max_rounds: usize,
    pub(super) before_call: Option<Arc<Hook>>,
}

pub(super) type Hook = dyn Fn(ToolCall) -> BoxFuture<'static, ToolVerdict> + Send + Sync;

impl<M: ChatModel> ToolLoop<M> {
    /// This model with these tools. Their names must differ.
    pub fn new(model: M, tools: impl IntoIterator<Item = Tool>) -> Self {
        Self {
            model: Arc::new(model),
            tools: tools.into_iter().collect(),
            max_rounds: MAX_ROUNDS,
            before_call: None,
        }
    }

    /// Sets how many answers the model may give (at least one); 8 unless it is said.
    pub fn max_rounds(mut self, rounds: usize) -> Self {
        self.max_rounds = rounds.max(1);
        self
    }

    /// Asks this function, plain or async, before each call of one of the tools. The calls of an answer are asked
    /// about one after another, in their order, before the first of them is made.
    ///
    /// ```
    /// # use surprisal_core::ChatModel;
    /// # use surprisal_schema::{ToolLoop, ToolVerdict};
    /// # fn example(agent: ToolLoop<impl ChatModel>) {
    /// let agent = agent.before_call(|call| match call.name.as_str() {
    ///     "delete_file" => ToolVerdict::Refuse("files are not deleted here".to_owned()),
    ///     _ => ToolVerdict::Run,
    /// });
    /// let agent = agent.before_call(async |call| {
    ///     // ask somebody …
    ///     ToolVerdict::Run
    /// });
    /// # }
    /// ```
    pub fn before_call<V>(mut self, hook: impl Fn(ToolCall) -> V + Send + Sync + 'static) -> Self
    where
        V: IntoFuture<Output = ToolVerdict, IntoFuture: Send + 'static>,
    {
        self.before_call = Some(Arc::new(move |call| hook(call).into_future().boxed()));
        self
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M: ChatModel + 'static> Runnable for ToolLoop<M> {
    type Input = Messages;
    type Output = ToolRun;
    type Chunk = ToolRunEvent;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<ToolRun> {
        let mut session = Session::new(self.clone(), options);
        session.run = ToolRun::new(input);
        if !session.is_due() {
            session.answer().await?;
        }
        loop {
            match session.next().await {
                Next::End(end) => return Ok(session.run.ended(end)),
                Next::Work(work) => {
                    let results = join_all(work.into_iter().map(|work| work.done())).await;
                    results
                        .into_iter()
                        .for_each(|result| session.run.push_result(result));
                }
            }
            session.answer().await?;
        }
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<ToolRunEvent>> {
        stream::events(Session::new(self.clone(), options), input).await
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.model.profile_opts(options)
    }
}

impl<M: Takes<O>, O> Takes<O> for ToolLoop<M> {}

// By hand: a model need not be `Clone` to be shared.
impl<M> Clone for ToolLoop<M> {
    fn clone(&self) -> Self {
        Self {
            model: Arc::clone(&self.model),
            tools: Arc::clone(&self.tools),
            max_rounds: self.max_rounds,
            before_call: self.before_call.clone(),
        }
    }
}

impl<M: fmt::Debug> fmt::Debug for ToolLoop<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolLoop")
            .field("model", &self.model)
            .field("tools", &self.tools)
            .field("max_rounds", &self.max_rounds)
            .field("before_call", &self.before_call.is_some())
            .finish()
    }
}

const MAX_ROUNDS: usize = 8;
