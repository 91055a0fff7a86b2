//! A language model in this process, with all its probabilities: GGUF files on the CPU. No key, no server.

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
    CatalogueModel, HubFile, Located, ModelFile, ModelStore, PackageFile, Progress, Source, Stage,
    catalogue, locate,
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
