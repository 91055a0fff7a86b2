use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::{self, StreamExt as _};
use surprisal_core::{
    AiMessage, CallOptions, ChatModel, ChunkStream, Error, Feature, Messages, Profile, Result,
    Runnable, Support, Takes, Usage,
};

use super::Samples;

/// How many calls are made at once.
const CONCURRENCY: usize = 8;

/// How many choices one call is asked for: OpenAI's limit, which others have too.
const MOST_CHOICES: u32 = 128;

/// Asks a model the same several times, and says how far the answers agree: self-consistency (Wang et al. 2022,
/// arXiv 2203.11171).
///
/// The samples are the choices of one call, by the option [`n`](CallOptions::n), where the model's profile says that it
/// has it (of several calls for more than 128, which is OpenAI's limit); else that many calls, eight at once. Several
/// calls have seeds that follow one another where a
/// [`seed`](CallOptions::seed) is set, for with the same one they would all give the same answer; so they do at
/// temperature 0, which is for the caller to set, and so does a [cache](surprisal_core::Cached) within, where no seed tells
/// the calls apart. Bind [`logprobs`](CallOptions::logprobs) to have
/// [weights](super::Group::weight).
///
/// A call that fails is in [`Samples::errors`]. Where all do, the error is the first one's, with the others in
/// [`Error::fallback_errors`]. The option `n` of a call is an error of
/// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput). Streamed, the samples come as one chunk.
///
/// ```
/// use surprisal_confidence::SelfConsistency;
/// use surprisal_core::RunnableExt;
/// use surprisal_testing::FakeChatModel;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
/// let model = FakeChatModel::new().say("So it is 18").say("That makes 26").say("I get 18");
/// let last_word = |answer: &surprisal_core::AiMessage| {
///     answer.text().split_whitespace().last().map(str::to_owned)
/// };
/// let samples = SelfConsistency::new(model, 3).read_with(last_word).invoke("How much is it?").await?;
/// let majority = samples.majority().unwrap();
/// assert_eq!((&*majority.reading, majority.share), ("18", 2.0 / 3.0));
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct SelfConsistency<M> {
    model: M,
    samples: u32,
    read: Read,
}

type Read = Arc<dyn Fn(&AiMessage) -> Option<String> + Send + Sync>;

impl<M: ChatModel> SelfConsistency<M> {
    /// Asks this model so many times, and at least once. An answer says what its text is, without white space at its
    /// ends; an empty one says nothing.
    pub fn new(model: M, samples: u32) -> Self {
        let text = |answer: &AiMessage| {
            let text = answer.text().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        Self {
            model,
            samples: samples.max(1),
            read: Arc::new(text),
        }
    }

    /// Reads by this what an answer says, such as the number at its end; `None` where it cannot be read.
    pub fn read_with(
        mut self,
        read: impl Fn(&AiMessage) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.read = Arc::new(read);
        self
    }

    /// The options of each call.
    fn calls(&self, options: &CallOptions) -> Result<Vec<CallOptions>> {
        if options.n.is_some() {
            return Err(Error::invalid_input(
                "n is set: the number of samples is that of SelfConsistency, leave it out",
            )
            .with_option("n"));
        }
        let profile = self.model.profile_opts(options);
        let has_n = profile.capabilities.support(Feature::N) == Support::Yes;
        let choices = if has_n { MOST_CHOICES } else { 1 };
        let seed = options.seed.or(profile.options.seed);
        let call = |number: u32| CallOptions {
            seed: seed.map(|seed| seed.wrapping_add(number.into())),
            n: match has_n {
                true => Some(choices.min(self.samples - number * choices)),
                false => profile.options.n.map(|_| 1),
            },
            ..options.clone()
        };
        Ok((0..self.samples.div_ceil(choices)).map(call).collect())
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M: ChatModel> Runnable for SelfConsistency<M> {
    type Input = Messages;
    type Output = Samples;
    type Chunk = Samples;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<Samples> {
        let calls = self.calls(&options)?;
        let answers = ask(&self.model, &input, calls).await;
        let mut samples = Vec::new();
        let mut usages = Vec::new();
        let mut errors = Vec::new();
        for (place, answer) in answers.into_iter().enumerate() {
            match answer {
                Ok(answer) => {
                    usages.push(answer.usage().clone());
                    samples.extend(choices(answer));
                }
                Err(error) => errors.push((place, error)),
            }
        }
        if samples.is_empty() && !errors.is_empty() {
            let (_, first) = errors.remove(0);
            return Err(first.with_fallback_errors(errors.into_iter().map(|(_, error)| error)));
        }
        Ok(Samples::of(samples, |answer| (self.read)(answer))
            .with_calls(errors, Usage::sum_of(usages)))
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<Samples>> {
        let samples = self.invoke_opts(input, options).await?;
        Ok(Box::pin(stream::iter([Ok(samples)])))
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.model.profile_opts(options)
    }
}

impl<M: Takes<O>, O> Takes<O> for SelfConsistency<M> {}

async fn ask<M: ChatModel>(
    model: &M,
    input: &Messages,
    calls: Vec<CallOptions>,
) -> Vec<Result<AiMessage>> {
    stream::iter(calls)
        .map(|options| model.invoke_opts(input.clone(), options))
        .buffered(CONCURRENCY)
        .collect()
        .await
}

/// Each choice as an answer of its own, without what all of them cost.
fn choices(answer: AiMessage) -> impl Iterator<Item = AiMessage> {
    let metadata = answer.response_metadata().clone();
    let choices = answer.into_choices();
    choices.map(move |choice| AiMessage::from(choice).with_response_metadata(metadata.clone()))
}

impl<M: fmt::Debug> fmt::Debug for SelfConsistency<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelfConsistency")
            .field("model", &self.model)
            .field("samples", &self.samples)
            .finish_non_exhaustive()
    }
}
