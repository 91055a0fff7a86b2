use surprisal_core::Error;

/// The key that everything is asked with.
pub(crate) const KEY: &str = "sk-fuzz-2b6f0f8c-51d3";

/// An error says something, and not the key.
pub(crate) fn error(error: &Error) {
    assert!(!error.message().is_empty(), "{error:?}");
    let said = format!("{error} {error:?} {:?} {:?}", error.body(), error.headers());
    assert!(!said.contains(KEY), "{said}");
}
