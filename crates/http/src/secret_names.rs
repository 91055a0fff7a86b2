use http::HeaderMap;

/// Whether a header or a parameter of a query of this name holds what is secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.as_bytes();
    let has = |part: &&str| name.windows(part.len()).any(|window| is_same(window, part));
    WHOLE.iter().any(|whole| is_same(name, whole)) || PARTS.iter().any(has)
}

/// In any case, and with underscores for hyphens.
fn is_same(name: &[u8], known: &str) -> bool {
    let is_same = |(byte, known): (&u8, u8)| {
        byte.eq_ignore_ascii_case(&known) || *byte == b'_' && known == b'-'
    };
    name.len() == known.len() && name.iter().zip(known.bytes()).all(is_same)
}

/// Marks the values as sensitive whose names say so: whoever printed them would show a key.
pub(crate) fn mark_secrets(headers: &mut HeaderMap) {
    for (name, value) in headers.iter_mut() {
        if is_secret_name(name.as_str()) {
            value.set_sensitive(true);
        }
    }
}

/// Names that are not to be found in others, such as `key` in `keyboard`.
const WHOLE: [&str; 5] = ["auth", "key", "sig", "token", "x-auth"];

const PARTS: [&str; 11] = [
    "authorization",
    "api-key",
    "apikey",
    "access-token",
    "auth-token",
    "cookie",
    "credential",
    "password",
    "secret",
    "signature",
    "subscription-key",
];

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::{ACCEPT, AUTHORIZATION};

    use super::*;

    #[test]
    fn a_name_tells_what_is_secret() {
        for name in [
            "Authorization",
            "x-api-key",
            "API_KEY",
            "key",
            "X-Amz-Signature",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "keyboard",
            "api-version",
            "accept",
            "x-request-id",
            "tokens",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn a_key_that_nobody_marked_is_marked() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer sk-1"));
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        mark_secrets(&mut headers);
        assert_eq!(
            format!("{headers:?}"),
            r#"{"authorization": Sensitive, "accept": "*/*"}"#
        );
    }
}
