//! The vocabulary and the traits of surprisal: one interface to every language model, with the
//! probabilities kept. No network.
//!
//! ```
//! use surprisal_core::{CallOptions, ChatModel, HasLogprobs, Result, RunnableExt};
//!
//! /// Asks any model, and gives the probability of its whole answer, 0 to 1.
//! async fn how_sure(model: impl ChatModel, question: &str) -> Result<Option<f64>> {
//!     let model = model.bind(CallOptions::new().logprobs(true).top_logprobs(3));
//!     let answer = model.invoke([("system", "Answer yes or no."), ("human", question)]).await?;
//!     for token in answer.tokens() {
//!         println!("{:?} {:?} {:?}", token.token(), token.probability(), token.top_logprobs());
//!     }
//!     Ok(answer.joint_probability())
//! }
//!
//! # use surprisal_core::*;
//! # struct Yes;
//! # #[async_trait::async_trait]
//! # impl Runnable for Yes {
//! #     type Input = Messages;
//! #     type Output = AiMessage;
//! #     type Chunk = AiMessageChunk;
//! #     type Options = CallOptions;
//! #     async fn invoke_opts(&self, _: Messages, _: CallOptions) -> Result<AiMessage> {
//! #         let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new("yes", 0.75_f64.ln())]);
//! #         Ok(Choice::new("yes").with_logprobs(logprobs).into())
//! #     }
//! #     async fn stream_opts(&self, _: Messages, _: CallOptions) -> Result<ChunkStream<AiMessageChunk>> {
//! #         Ok(Box::pin(futures::stream::empty()))
//! #     }
//! # }
//! # let sure = futures::executor::block_on(how_sure(Yes, "Is the sky blue?"))?;
//! # assert!((sure.unwrap() - 0.75).abs() < 1e-12);
//! # Ok::<(), Error>(())
//! ```
//!
//! | to | see |
//! |---|---|
//! | call a model | [`RunnableExt`], [`ChatModel`], [`CallOptions`] |
//! | make a program of several steps | [`pipe`](RunnableExt::pipe), [`transform`](RunnableExt::transform), [`lambda`], [`parallel`](parallel()), [`Branch`] |
//! | say something to it | [`Messages`], [`Message`], [`Content`] |
//! | read its answer | [`AiMessage`], [`AiMessageChunk`], [`ToolCall`], [`ResponseMetadata`] |
//! | read its log probabilities | [`Logprobs`], [`TokenLogprob`], [`HasLogprobs`], [`Measures`] |
//! | know how likely a given text is | [`ScoreText`], [`Scored`] |
//! | know what went wrong | [`Error`], [`ErrorKind`] |
//! | turn texts into vectors | [`EmbeddingModelExt`], [`EmbeddingModel`], [`Embeddings`] |
//! | know which models there are | [`ListModels`], [`ModelCard`] |
//! | choose a model at run time | [`Registry`] |
//! | keep answers, to have them again | [`with_cache`](RunnableExt::with_cache), [`Cache`], [`MemoryCache`] |
//! | know who answers and what a service can do | [`Profile`], [`Capabilities`], [`Feature`], [`Support`] |
//! | write a model | [`Runnable`] |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod cache;
mod capabilities;
mod chunk;
mod content_filter;
mod embedding;
mod error;
mod finish_reason;
mod listing;
mod logprob;
mod message;
mod metadata;
mod model;
mod options;
mod profile;
mod registry;
mod runnable;
mod scoring;
mod secret;
mod tool;
mod usage;

pub use cache::{Cache, CacheKey, Cached, CachedAnswer, MemoryCache};
pub use capabilities::{Capabilities, Feature, Support};
pub use chunk::{AiMessageChunk, ChoiceChunk};
pub use content_filter::{ContentFilter, ContentFilterOffsets, ContentFilterResult, PromptFilter};
pub use embedding::{EmbeddingModel, EmbeddingModelExt, EmbeddingOptions, Embeddings};
pub use error::{Error, ErrorKind, Result};
pub use finish_reason::FinishReason;
pub use listing::{ListModels, ModelCard};
pub use logprob::{
    Alignment, Availability, Basis, BytesOrigin, Channel, CompensatedSum, Entropy, HasLogprobs,
    Logprobs, Measures, Reported, Score, TokenLogprob, TopLogprob,
};
pub use message::{
    AiMessage, BaseMessage, Choice, Content, ContentBlock, DeveloperMessage, HumanMessage, Media,
    Message, Messages, Role, SystemMessage, ToolMessage,
};
pub use metadata::{RateLimits, ResponseMetadata, Warning};
pub use model::ChatModel;
pub use options::{
    Bind, CallOptions, Combine, CombineAll, Options, Policy, ProviderOptions, ReasoningEffort,
    ResponseFormat, Takes, unsupported,
};
pub use profile::Profile;
pub use registry::Registry;
pub use runnable::{
    Assign, Bound, Branch, CallEvent, ChunkStream, ConcurrencyLimit, ConcurrencyLimited, Each,
    Fallbacks, Inspect, Lambda, Mapped, Parallel, ParallelMap, Passthrough, RateLimited,
    RateLimiter, Retries, Retry, RetryPolicy, Runnable, RunnableExt, Sequence, StreamLambda,
    TimeLimits, Timeout, Transform, lambda, lambda_with, parallel, parallel_map, passthrough,
    stream_lambda,
};
pub use scoring::{ScoreText, Scored};
pub use secret::Secret;
pub use tool::{InvalidToolCall, ToolCall, ToolCallChunk, ToolChoice, ToolDefinition};
pub use usage::Usage;
