//! What is said beside the data, on standard error.

use std::io::Write as _;

use surprisal_confidence::escape_controls;

/// A line for people. What a provider said may be in it, so control characters are spelled out.
pub(crate) fn note(text: &str) {
    plain(&format!("surprisal: {text}"));
}

/// The same without the command's name.
pub(crate) fn plain(text: &str) {
    painted(&escape_controls(text));
}

/// A line that is made here, with its colours.
pub(crate) fn painted(text: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
