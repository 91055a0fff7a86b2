use std::sync::Arc;

use surprisal_core::{
    AiMessage, CallOptions, ChatModel, Messages, Result, Runnable, RunnableExt, lambda,
};

use super::{At, LabelDistribution, Labels};

/// How many alternatives are asked for where the service is not known to have a lower limit.
pub(crate) const MOST: u32 = 20;

impl Labels {
    /// A runnable that asks a model and [reads](Self::read) its answer. It asks for log probabilities with 20
    /// alternatives, or as many as the service is known to list; options of a `bind` on this runnable and of the call
    /// win.
    ///
    /// # Errors
    ///
    /// Those of the model and of [`read`](Self::read).
    ///
    /// ```
    /// use surprisal_confidence::{At, Labels};
    /// use surprisal_core::{Result, RunnableExt};
    /// use surprisal_testing::{FakeChatModel, token};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// # let model = FakeChatModel::new().say([token("pos").p(0.7).alternative("neg", 0.2), token("itive")]);
    /// let sentiment = Labels::new(["positive", "negative"]).classify(model, At::First);
    /// let distribution = sentiment.invoke("positive or negative: `I liked it.`").await?;
    /// assert_eq!(distribution.best(), Some("positive"));
    /// # Ok(()) }
    /// ```
    pub fn classify<M: ChatModel>(
        &self,
        model: M,
        at: At<'static>,
    ) -> impl Runnable<
        Input = Messages,
        Output = LabelDistribution,
        Chunk = LabelDistribution,
        Options = CallOptions,
    > + use<M> {
        let labels = self.clone();
        let options = alternatives(&model);
        ask(model, options, move |answer| labels.read(answer, at))
    }
}

/// Log probabilities with as many alternatives as the service is known to list.
pub(crate) fn alternatives(model: &impl ChatModel) -> CallOptions {
    let limit = model.profile().capabilities.top_logprobs_limit();
    let most = limit.map_or(MOST, |limit| limit.min(MOST));
    CallOptions::new().logprobs(true).top_logprobs(most)
}

/// A runnable that asks a model and reads its answer.
pub(crate) fn ask<M, O>(
    model: M,
    options: CallOptions,
    read: impl Fn(&AiMessage) -> Result<O> + Send + Sync + 'static,
) -> impl Runnable<Input = Messages, Output = O, Chunk = O, Options = CallOptions>
where
    M: ChatModel,
    O: Send + 'static,
{
    let read = Arc::new(read);
    model.bind(options).pipe(lambda(move |answer: AiMessage| {
        let read = Arc::clone(&read);
        async move { read(&answer) }
    }))
}
