use bytes::Bytes;
use http::HeaderValue;
use surprisal_core::{Error, Result, Secret};

/// A key or a token as the value of the `authorization` header.
///
/// # Errors
///
/// As [`secret_header`].
pub fn bearer(token: &Secret) -> Result<HeaderValue> {
    let token = token.expose().trim();
    // In one piece: memory that a text has grown out of is not wiped.
    let mut text = String::with_capacity(BEARER.len() + token.len());
    text.push_str(BEARER);
    text.push_str(token);
    secret_header("API key", &text.into())
}

/// A secret as the value of a header, marked as sensitive; `what` names it in an error. The value shares the memory of
/// the secret, which is wiped when neither is left.
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
    let shared = Bytes::from_owner(Shared(value.clone()));
    let mut header = HeaderValue::from_maybe_shared(shared).map_err(|_| {
        Error::invalid_input(format!(
            "the {what} has a character that a header cannot have, such as a line break"
        ))
    })?;
    header.set_sensitive(true);
    Ok(header)
}

const BEARER: &str = "Bearer ";

struct Shared(Secret);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}
