use http::HeaderValue;
use surprisal_core::{Error, Result, Secret};

/// A key or a token as the value of the `authorization` header.
///
/// # Errors
///
/// As [`secret_header`].
pub fn bearer(token: &Secret) -> Result<HeaderValue> {
    let text = Secret::from(format!("Bearer {}", token.expose().trim()));
    secret_header("API key", &text)
}

/// A secret as the value of a header, marked as sensitive; `what` names it in an error.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if it has a character that a header
/// cannot have; it is not shown.
///
/// ```
/// use surprisal_core::Secret;
/// use surprisal_http::secret_header;
///
/// let error = secret_header("API key", &Secret::from("a\nb")).unwrap_err();
/// assert_eq!(
///     error.message(),
///     "the API key has a character that a header cannot have, such as a line break"
/// );
/// ```
pub fn secret_header(what: &str, value: &Secret) -> Result<HeaderValue> {
    let mut header = HeaderValue::from_str(value.expose()).map_err(|_| {
        Error::invalid_input(format!(
            "the {what} has a character that a header cannot have, such as a line break"
        ))
    })?;
    header.set_sensitive(true);
    Ok(header)
}
