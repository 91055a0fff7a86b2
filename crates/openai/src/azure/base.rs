use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use surprisal_core::{Error, Result, Secret};
use surprisal_http::BaseUrl;

use super::dialect::EXAMPLE;

/// Where the API of a resource begins: the versioned one, or the one without versions.
pub(super) fn base_url(endpoint: &Secret, version: Option<&str>) -> Result<String> {
    let endpoint = endpoint.expose().trim();
    endpoint.parse::<BaseUrl>().map_err(unusable)?;
    let (path, query) = endpoint.split_once('?').unwrap_or((endpoint, ""));
    if path.contains("/deployments/") {
        return Err(unusable(Error::invalid_input(
            "it names a deployment, which is what the builder is called with; leave out all from /openai on",
        )));
    }
    let path = path.trim_end_matches('/');
    // Azure shows the endpoint with and without what comes behind it.
    let mut ends = ["/openai/v1", "/openai"].into_iter();
    let path = ends.find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    // What Azure calls the target URI.
    if path.ends_with("/responses") || path.ends_with("/chat/completions") {
        return Err(unusable(Error::invalid_input(
            "it names what is asked there; leave out all from /openai on",
        )));
    }
    let mut url = match version {
        Some(version) => format!("{path}/openai?api-version={}", encode(version)),
        None => format!("{path}/openai/v1"),
    };
    if !query.is_empty() {
        url.push(if version.is_some() { '&' } else { '?' });
        url.push_str(query);
    }
    Ok(url)
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
        "the endpoint, such as {EXAMPLE}, cannot be used: {}",
        error.message()
    );
    Error::invalid_input(message).with_source(error)
}

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
