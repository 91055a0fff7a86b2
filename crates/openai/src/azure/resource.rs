use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use surprisal_core::{Error, Result, Secret};
use surprisal_http::BaseUrl;

/// Where the API of a resource begins, by its endpoint, and whether it is that of a version.
pub(super) fn base_url(endpoint: &str) -> Result<(String, bool)> {
    let endpoint = endpoint.trim();
    endpoint.parse::<BaseUrl>().map_err(unusable)?;
    let (path, query) = endpoint.split_once('?').unwrap_or((endpoint, ""));
    if path.contains("/deployments/") {
        return Err(unusable(Error::invalid_input(
            "it names a deployment, which is what the builder is called with; leave out all from /openai on",
        )));
    }
    let (path, is_v1) = without_end(path);
    // What Azure calls the target URI.
    if path.ends_with("/responses") || path.ends_with("/chat/completions") {
        return Err(unusable(Error::invalid_input(
            "it names what is asked there; leave out all from /openai on",
        )));
    }
    // A version that is blank is none.
    let has_no_value = |part: &&str| !part.strip_prefix(VERSION).is_some_and(str::is_empty);
    let parts: Vec<&str> = query.split('&').filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = parts.into_iter().filter(has_no_value).collect();
    let has_version = !is_v1 && parts.iter().any(|part| part.starts_with(VERSION));
    let mut url = match has_version {
        true => format!("{path}/openai"),
        false => format!("{path}/openai/v1"),
    };
    for (index, part) in parts.iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str(part);
    }
    Ok((url, has_version))
}

/// The endpoint with this version of the API, if it has none of its own.
pub(super) fn with_version(endpoint: &Secret, version: &Secret) -> Secret {
    let endpoint = endpoint.expose().trim();
    let (path, query) = endpoint.split_once('?').unwrap_or((endpoint, ""));
    if query.split('&').any(|part| part.starts_with(VERSION)) {
        return endpoint.into();
    }
    let path = without_end(path).0;
    let version = encode(version.expose().trim());
    let separator = if query.is_empty() { "" } else { "&" };
    format!("{path}?{VERSION}{version}{separator}{query}").into()
}

/// The endpoint without what Azure shows behind it or not, and whether that was the v1 API.
fn without_end(path: &str) -> (&str, bool) {
    let path = path.trim_end_matches('/');
    match path.strip_suffix("/openai/v1") {
        Some(path) => (path, true),
        None => (path.strip_suffix("/openai").unwrap_or(path), false),
    }
}

/// What goes before a path that is about a deployment, where the path names it.
pub(super) fn deployment_path(deployment: &str) -> Result<String> {
    if matches!(deployment, "." | "..") {
        return Err(Error::invalid_input(format!(
            "`{deployment}` cannot be the name of a deployment"
        )));
    }
    Ok(format!("deployments/{}/", encode(deployment)))
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn unusable(error: Error) -> Error {
    let message = format!(
        "the endpoint, such as https://NAME.openai.azure.com, cannot be used: {}",
        error.message()
    );
    Error::invalid_input(message).with_source(error)
}

/// What a version is in the query of an endpoint.
const VERSION: &str = "api-version=";

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_the_environment_goes_with_an_endpoint_that_has_none() {
        for (endpoint, expected) in [
            ("https://a.example", "https://a.example?api-version=v"),
            (
                "https://a.example/openai/v1/",
                "https://a.example?api-version=v",
            ),
            (
                "https://a.example/?k=1 ",
                "https://a.example?api-version=v&k=1",
            ),
            (
                "https://a.example?k=1&api-version=w",
                "https://a.example?k=1&api-version=w",
            ),
        ] {
            let given = with_version(&endpoint.into(), &" v ".into());
            assert_eq!(given.expose(), expected);
            assert!(base_url(given.expose()).unwrap().1);
        }
    }
}
