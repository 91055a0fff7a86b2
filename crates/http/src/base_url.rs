use std::fmt;
use std::str::FromStr;

use http::Uri;
use http::uri::InvalidUri;
use surprisal_core::{Error, Result};

/// Where a provider's API begins, such as `https://api.openai.com/v1`.
///
/// A slash at the end makes no difference. A query is kept and added to each request's, as Azure's
/// `?api-version=…` needs it. Neither `Debug`, `Display` nor an error shows a user, a password or
/// the query.
///
/// ```
/// use surprisal_http::BaseUrl;
///
/// # fn main() -> surprisal_core::Result<()> {
/// let base: BaseUrl = "https://api.openai.com/v1/".parse()?;
/// assert_eq!(base.join("chat/completions")?, "https://api.openai.com/v1/chat/completions");
///
/// let error = "api.openai.com".parse::<BaseUrl>().unwrap_err();
/// assert_eq!(
///     error.message(),
///     "the base URL `api.openai.com` is not an absolute http or https URL \
///      such as https://api.openai.com/v1"
/// );
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Uri);

impl BaseUrl {
    /// The URL of a path below this one. The path may have a query.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the path has a
    /// character that a URL cannot have, as a model's name within it may.
    pub fn join(&self, path: &str) -> Result<Uri> {
        let base = self.0.path().trim_end_matches('/');
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut whole = format!("{base}/{}", path.trim_start_matches('/'));
        let queries = [self.0.query().unwrap_or(""), query];
        for (query, mark) in queries.iter().filter(|q| !q.is_empty()).zip(['?', '&']) {
            whole.push(mark);
            whole.push_str(query);
        }
        let mut parts = self.0.clone().into_parts();
        parts.path_and_query = Some(whole.parse().map_err(|error: InvalidUri| {
            let message = format!("`{path}` cannot be the path of a URL; percent-encode it");
            Error::invalid_input(message).with_source(error)
        })?);
        Uri::from_parts(parts)
            .map_err(|error| Error::invalid_input("the URL cannot be built").with_source(error))
    }
}

impl FromStr for BaseUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let uri = Uri::from_str(text).ok().filter(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
        });
        let uri = uri.ok_or_else(|| {
            Error::invalid_input(format!(
                "the base URL `{}` is not an absolute http or https URL \
                 such as https://api.openai.com/v1",
                without_secrets(text)
            ))
        })?;
        if uri
            .authority()
            .is_some_and(|authority| authority.as_str().contains('@'))
        {
            return Err(Error::invalid_input(format!(
                "the base URL `{}` has a user or a password, which would not be sent: give them as a \
                 header, `authorization: Basic …`",
                without_secrets(text)
            )));
        }
        Ok(Self(uri))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // There is no user before its host, and an `@` in its path is no end of one.
        let scheme = self.0.scheme_str().unwrap_or_default();
        let authority = self
            .0
            .authority()
            .map_or("", |authority| authority.as_str());
        write!(f, "{scheme}://{authority}{}", self.0.path())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

/// The text of what is no base URL without what may be a user, a password or a query.
fn without_secrets(text: &str) -> String {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    match text.rsplit_once('@') {
        None => text.to_owned(),
        Some((before, after)) => {
            let scheme = before.split_once("://").map_or("", |(scheme, _)| scheme);
            let mark = if scheme.is_empty() { "" } else { "://" };
            format!("{scheme}{mark}***@{after}")
        }
    }
}

#[cfg(test)]
mod tests {
    use surprisal_core::ErrorKind;

    use super::*;

    #[test]
    fn slashes_and_queries_are_joined() {
        for (base, path, whole) in [
            ("http://h", "a/b", "http://h/a/b"),
            ("http://h/", "/a", "http://h/a"),
            ("http://h:1/v1", "a", "http://h:1/v1/a"),
            ("http://h/v1//", "//a", "http://h/v1/a"),
            ("http://h/v1?k=1", "a?l=2", "http://h/v1/a?k=1&l=2"),
            ("http://h?k=1", "a", "http://h/a?k=1"),
            ("http://h", "a?l=2", "http://h/a?l=2"),
            (" http://[::1]:80/v1\n", "a", "http://[::1]:80/v1/a"),
        ] {
            let base: BaseUrl = base.parse().unwrap();
            assert_eq!(base.join(path).unwrap(), whole);
        }
    }

    #[test]
    fn what_is_not_a_url_is_named_with_an_example() {
        for text in [
            "",
            "localhost:8080",
            "/v1",
            "ftp://h/v1",
            "http://",
            "http:// h",
            "h",
        ] {
            let error = text.parse::<BaseUrl>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.message().contains(&format!("`{text}`")), "{error}");
            assert!(
                error.message().contains("https://api.openai.com/v1"),
                "{error}"
            );
        }
    }

    #[test]
    fn no_user_password_or_query_is_printed() {
        let base: BaseUrl = "https://h/v1?key=secret".parse().unwrap();
        assert_eq!(
            format!("{base} {base:?}"),
            "https://h/v1 BaseUrl(https://h/v1)"
        );
        for text in [
            "https://me:secret@h/v1?key=secret",
            "ftp://me:secret@h",
            "me:secret@h",
            "ht!tp://secret@h?secret",
            "?secret",
        ] {
            let error = text.parse::<BaseUrl>().unwrap_err();
            assert!(
                !format!("{error} {error:?}").contains("secret"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn an_at_in_the_path_hides_no_host() {
        let base: BaseUrl = "https://h:1/users/me@there/v1?key=secret".parse().unwrap();
        assert_eq!(base.to_string(), "https://h:1/users/me@there/v1");
    }

    #[test]
    fn a_path_that_needs_encoding_is_named() {
        let base: BaseUrl = "http://h".parse().unwrap();
        let error = base.join("models/a b").unwrap_err();
        assert!(error.message().starts_with("`models/a b`"), "{error}");
    }
}
