use std::time::Duration;

use surprisal_core::{AiMessageChunk, ErrorKind, RetryPolicy};

/// What a service does, call by call, told without any wire.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scenario {
    /// What it does with each request, in their order. The last holds for all that follow.
    pub steps: Vec<Step>,
    /// Whether the calls are streamed.
    pub streamed: bool,
    /// Whether any honest answer will do: then a model whose answers nobody can script takes part as well.
    pub is_example: bool,
    /// How the model under test is to retry.
    pub retry: RetryPolicy,
}

/// What a service does with one request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// It answers.
    Answer(Answer),
    /// It refuses.
    Error(Failure),
}

/// An answer, as the pieces in which a stream brings it. Their sum is the whole answer.
///
/// The first piece names the answer and its model, the last one has the finish reasons and the usage.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The pieces.
    pub pieces: Vec<AiMessageChunk>,
    /// How it ends.
    pub end: End,
    /// In how many bytes at a time a stream arrives; `None` for an event at a time.
    pub bytes_at_a_time: Option<usize>,
    /// How long it waits before each piece but the first.
    pub pause: Duration,
}

/// How an answer ends. Numbers count the pieces that come before; of an answer that is not streamed about a half comes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum End {
    /// As it should.
    Whole,
    /// The connection is closed in good order, as if the answer were whole.
    Stops(usize),
    /// The connection breaks.
    Breaks(usize),
    /// Nothing more comes, and the connection stays open.
    Stalls(usize),
    /// The service tells of an error. Only streams end so.
    Fails(usize, Failure),
}

/// An error of the service.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// What the model is to make of it.
    pub kind: ErrorKind,
    /// The service's words.
    pub message: String,
    /// How long it asks to wait.
    pub retry_after: Option<Duration>,
}

impl Scenario {
    /// A service that answers so, not streamed.
    pub fn whole(answer: impl Into<Step>) -> Self {
        Self {
            steps: vec![answer.into()],
            streamed: false,
            is_example: false,
            retry: RetryPolicy::none(),
        }
    }

    /// A service that streams this answer.
    pub fn streamed(answer: impl Into<Step>) -> Self {
        let mut scenario = Self::whole(answer);
        scenario.streamed = true;
        scenario
    }

    /// What it does with the next request.
    #[must_use]
    pub fn then(mut self, step: impl Into<Step>) -> Self {
        self.steps.push(step.into());
        self
    }

    /// Any honest answer will do.
    #[must_use]
    pub fn example(mut self) -> Self {
        self.is_example = true;
        self
    }

    /// The model under test is to retry so.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }
}

impl Answer {
    /// An answer in these pieces, which ends as it should.
    pub fn new(pieces: impl IntoIterator<Item = AiMessageChunk>) -> Self {
        Self {
            pieces: pieces.into_iter().collect(),
            end: End::Whole,
            bytes_at_a_time: None,
            pause: Duration::ZERO,
        }
    }

    /// The pieces put together.
    pub fn sum(&self) -> AiMessageChunk {
        self.pieces.iter().cloned().sum()
    }

    /// Sets how it ends.
    #[must_use]
    pub fn end(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    /// Sets in how many bytes at a time a stream arrives.
    #[must_use]
    pub fn bytes_at_a_time(mut self, bytes: usize) -> Self {
        self.bytes_at_a_time = Some(bytes);
        self
    }

    /// Sets how long it waits before each piece but the first.
    #[must_use]
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }
}

impl Failure {
    /// An error in these words.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            retry_after: None,
        }
    }

    /// Sets how long the service asks to wait.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

impl From<Answer> for Step {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

impl From<Failure> for Step {
    fn from(failure: Failure) -> Self {
        Self::Error(failure)
    }
}
