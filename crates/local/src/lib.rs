//! A language model in this process, with all its probabilities: GGUF files on the CPU. No key, no server.
//!
//! ```no_run
//! use surprisal_core::{CallOptions, HasLogprobs, RunnableExt};
//! use surprisal_local::ChatLocal;
//!
//! # async fn example() -> surprisal_core::Result<()> {
//! let model = ChatLocal::from_env("smollm2-135m")?.bind(CallOptions::new().logprobs(true).top_logprobs(5));
//! let answer = model.invoke("Is the sky blue?").await?; // the first call fetches and loads the model
//! println!("{} (perplexity {:?})", answer.text(), answer.perplexity());
//! # Ok(()) }
//! ```
//!
//! | to | see |
//! |---|---|
//! | ask a model | [`ChatLocal`], [`ChatLocalBuilder`], [`LocalOptions`] |
//! | know how likely a given text is | [`ChatLocal::score_answer`], [`ScoreText`](surprisal_core::ScoreText) |
//! | know which models there are, or run a file of your own | [`catalog`](catalog()), [`locate`] |
//! | have a model's file, with news of its download | [`ModelStore`], [`Progress`] |
//! | know what a file is | [`ModelInfo`] |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
mod chat;
mod engine;
mod files;
mod generate;
mod gguf;
mod info;
mod loaded;
mod options;
mod plan;
mod sampling;
mod template;
mod tokenizer;
mod worker;

pub use builder::ChatLocalBuilder;
pub use chat::ChatLocal;
pub use files::{
    CatalogModel, HubFile, Located, ModelFile, ModelStore, PackageFile, Progress, Source, Stage,
    catalog, locate,
};
pub use info::ModelInfo;
pub use options::LocalOptions;

/// The provider's name, in errors, in metadata and in front of models: `local:smollm2-135m`.
const PROVIDER: &str = "local";

/// What the library that does the arithmetic complains of.
fn engine_error(error: candle_core::Error) -> surprisal_core::Error {
    surprisal_core::Error::new(
        surprisal_core::ErrorKind::Server,
        "the model could not be run",
    )
    .with_provider(PROVIDER)
    .with_source(error)
}
