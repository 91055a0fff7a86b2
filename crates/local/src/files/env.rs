//! The environment; a variable that is empty is not set.

use std::env;
use std::ffi::OsString;

#[cfg(feature = "download")]
use surprisal_core::Secret;

pub(super) fn path(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(feature = "download")]
pub(super) fn text(name: &str) -> Option<String> {
    let value = env::var(name).ok()?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(feature = "download")]
pub(super) fn secret(name: &str) -> Option<Secret> {
    let value = Secret::from(env::var(name).ok()?);
    let text = value.expose().trim();
    (!text.is_empty()).then(|| text.into())
}
