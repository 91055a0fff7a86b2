use std::env;

use url::Url;

use super::Check;

const PROXIES: [&str; 4] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

/// The proxies that requests go through, in capitals or not.
pub(super) fn proxies() -> Vec<Check> {
    let names = PROXIES
        .iter()
        .flat_map(|name| [(*name).to_owned(), name.to_lowercase()]);
    let set = names.filter_map(|name| {
        let value = env::var(&name).ok().filter(|value| !value.is_empty())?;
        let shown = match name.to_lowercase().starts_with("no_") {
            true => value,
            false => without_password(&value),
        };
        Some(Check::good("proxy", format!("{name} is {shown}")))
    });
    set.collect()
}

/// The proxy that requests over TLS go through, if there is one.
pub(super) fn proxy() -> Option<String> {
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let set = names.iter().filter_map(|name| env::var(name).ok());
    let address = set.into_iter().find(|value| !value.is_empty())?;
    Some(match address.contains("://") {
        true => address,
        false => format!("http://{address}"),
    })
}

/// An address without the name and password that it may hold.
pub(super) fn without_password(address: &str) -> String {
    // A proxy may be written without its scheme.
    let parsed = match address.contains("://") {
        true => Url::parse(address),
        false => Url::parse(&format!("http://{address}")),
    };
    let Ok(mut url) = parsed else {
        return "set, and is no address".to_owned();
    };
    let has_login = !url.username().is_empty() || url.password().is_some();
    let hidden = url.set_username("").and_then(|()| url.set_password(None));
    if hidden.is_err() && has_login {
        return "set".to_owned();
    }
    url.set_query(None);
    match has_login {
        true => format!("{url} with a login that is not shown"),
        false => url.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown_however_the_address_is_written() {
        for address in [
            "http://me:secret@proxy:3128",
            "me:secret@proxy:3128",
            "http://secret@proxy",
            "http://proxy/?key=secret",
            "http://[secret",
        ] {
            let shown = without_password(address);
            assert!(!shown.contains("secret"), "{address}: {shown}");
        }
        assert_eq!(without_password("http://proxy:3128"), "http://proxy:3128/");
    }
}
