//! Where the files of models are: known by name, kept in the cache, fetched from the hub or PyPI.

mod catalog;
#[cfg(feature = "download")]
mod download;
mod env;
mod locate;
mod model_file;
mod progress;
mod record;
mod store;

#[cfg(all(test, feature = "download"))]
mod tests;

pub use catalog::{CatalogModel, HubFile, PackageFile, catalog};
pub use locate::{Located, locate};
pub use model_file::{ModelFile, Source};
pub use progress::{Progress, Stage};
pub use store::ModelStore;
