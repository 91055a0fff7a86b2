use surprisal_core::Secret;
use surprisal_http::variable;

/// What an environment variable says about where the service is, with the version of the API.
pub(crate) fn from_env(name: &str) -> Option<Secret> {
    let url = variable(name)?;
    Some(versioned(url.expose().trim()).into())
}

/// Anthropic's own libraries take the URL without the version, some others with it.
fn versioned(url: &str) -> String {
    let at = url.find('?').unwrap_or(url.len());
    let (address, query) = url.split_at_checked(at).unwrap_or((url, ""));
    let address = address.trim_end_matches('/');
    match address.ends_with("/v1") {
        true => format!("{address}{query}"),
        false => format!("{address}/v1{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_added_where_it_is_missing() {
        for (said, meant) in [
            ("https://api.anthropic.com", "https://api.anthropic.com/v1"),
            ("https://api.anthropic.com/", "https://api.anthropic.com/v1"),
            (
                "https://api.anthropic.com/v1/",
                "https://api.anthropic.com/v1",
            ),
            ("http://h:1/anthropic", "http://h:1/anthropic/v1"),
            ("http://h/a?key=1", "http://h/a/v1?key=1"),
            ("http://h/v1?key=1/v2", "http://h/v1?key=1/v2"),
        ] {
            assert_eq!(versioned(said), meant);
        }
    }

    #[test]
    fn a_variable_that_is_not_set_says_nothing() {
        assert!(from_env("SURPRISAL_NOBODY_SETS_THIS").is_none());
    }
}
