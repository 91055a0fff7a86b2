use std::path::{Path, PathBuf, absolute};

use etcetera::BaseStrategy as _;
use surprisal_core::{Error, Result};

#[cfg(feature = "download")]
use super::download::Sources;
use super::record::Record;
use super::{CatalogModel, Located, ModelFile, Progress, env, locate};

/// The files of the models of the [`catalog`](super::catalog()) in the user's cache, and how they come there.
///
/// A file is there under its name only when it is whole and its SHA-256 was right; it is written under
/// another name before. Its SHA-256 is computed once and remembered with the size and the time of the
/// last change of the file, which are all that is looked at later: a file that has changed is
/// checked again, and fetched again if it is wrong. Processes that want the same file wait for each other.
///
/// | variable | what it sets |
/// |---|---|
/// | `SURPRISAL_CACHE` | the directory in place of `surprisal` in the user's cache directory |
/// | `HF_ENDPOINT` | the hub, or a mirror of it; `https://huggingface.co` unless set |
/// | `HF_TOKEN` | the token for the hub; none is needed for the models of the catalogue |
/// | `HTTPS_PROXY`, `NO_PROXY`, … | the proxy, as everywhere |
#[derive(Clone, Debug)]
pub struct ModelStore {
    pub(super) dir: PathBuf,
    #[cfg(feature = "download")]
    pub(super) sources: Sources,
}

impl ModelStore {
    /// The store that the environment describes. Nothing is read or written yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the user has no home directory and `SURPRISAL_CACHE`
    /// is not set.
    pub fn from_env() -> Result<Self> {
        let root = match env::path("SURPRISAL_CACHE") {
            Some(root) => PathBuf::from(root),
            None => etcetera::choose_base_strategy()
                .map_err(|error| {
                    Error::invalid_input(
                        "the user has no cache directory; set SURPRISAL_CACHE to a directory",
                    )
                    .with_source(error)
                })?
                .cache_dir()
                .join("surprisal"),
        };
        // pip runs in another directory.
        let root = absolute(&root).map_err(|error| {
            Error::invalid_input(
                "the current directory cannot be read; set SURPRISAL_CACHE to an absolute path",
            )
            .with_source(error)
        })?;
        Ok(Self {
            dir: root.join("models"),
            #[cfg(feature = "download")]
            sources: Sources::from_env(),
        })
    }

    /// The directory of the files; it may not be there yet.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The file of a model if it is in the cache, was checked, and has not changed since.
    pub fn find(&self, model: &CatalogModel) -> Option<ModelFile> {
        let path = self.path(model);
        let record = Record::read(&path)?;
        record.vouches_for(&path, model).then_some(ModelFile {
            path,
            source: record.source,
            cached: true,
        })
    }

    /// The file that a name stands for: [`locate`], then [`fetch`](Self::fetch) where that is needed.
    ///
    /// # Errors
    ///
    /// Those of both.
    pub fn get(&self, name: &str, progress: &mut dyn FnMut(&Progress<'_>)) -> Result<ModelFile> {
        match locate(name)? {
            Located::File(file) => Ok(file),
            Located::Catalog(model) => self.fetch(model, progress),
        }
    }

    /// The file of a model, from the cache only: the feature `download` is off.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](surprisal_core::ErrorKind::NotFound) if it is not there.
    #[cfg(not(feature = "download"))]
    pub fn fetch(
        &self,
        model: &CatalogModel,
        _progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<ModelFile> {
        self.find(model).ok_or_else(|| {
            Error::new(
                surprisal_core::ErrorKind::NotFound,
                format!(
                    "{} is not in {}: set SURPRISAL_MODEL to a GGUF file, or build surprisal-local with its feature `download`",
                    model.name,
                    self.dir.display(),
                ),
            )
        })
    }

    pub(super) fn path(&self, model: &CatalogModel) -> PathBuf {
        self.dir.join(model.file)
    }
}
