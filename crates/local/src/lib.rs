//! A language model in this process, with all its probabilities: GGUF files on the CPU. No key, no server.

mod files;

pub use files::{
    CatalogueModel, HubFile, Located, ModelFile, ModelStore, PackageFile, Progress, Source, Stage,
    catalogue, locate,
};
