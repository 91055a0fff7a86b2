use std::borrow::Cow;

use http::Uri;
use surprisal_core::{CallOptions, Profile};

/// Whom a call goes to, in the conventions' words.
pub(crate) struct Peer {
    /// `chat {model}`.
    pub(crate) span_name: String,
    pub(crate) provider: Option<Cow<'static, str>>,
    pub(crate) model: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) port: Option<u16>,
    /// What holds where the call sets nothing.
    pub(crate) options: CallOptions,
}

impl From<Profile> for Peer {
    fn from(profile: Profile) -> Self {
        let endpoint = profile
            .endpoint
            .and_then(|endpoint| endpoint.parse::<Uri>().ok());
        let host = endpoint.as_ref().and_then(Uri::host);
        Self {
            span_name: match &profile.model {
                Some(model) => format!("chat {model}"),
                None => "chat".to_owned(),
            },
            provider: profile.provider.map(well_known),
            model: profile.model,
            // An IPv6 address has brackets in a URL alone.
            address: host.map(|host| host.trim_matches(['[', ']']).to_owned()),
            port: host.and(endpoint.as_ref()).and_then(port),
            options: profile.options,
        }
    }
}

/// The conventions' name of a provider, if it has one there, or else ours.
fn well_known(provider: Cow<'static, str>) -> Cow<'static, str> {
    match provider.as_ref() {
        "azure" => "azure.ai.openai".into(),
        "gemini" => "gcp.gemini".into(),
        "mistral" => "mistral_ai".into(),
        "xai" => "x_ai".into(),
        // `anthropic`, `cohere`, `deepseek`, `groq`, `openai` and `perplexity` are the same in both.
        _ => provider,
    }
}

fn port(endpoint: &Uri) -> Option<u16> {
    endpoint.port_u16().or(match endpoint.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(endpoint: &str) -> (Option<String>, Option<u16>) {
        let peer = Peer::from(Profile::new("acme", "large").with_endpoint(endpoint));
        (peer.address, peer.port)
    }

    #[test]
    fn a_server_is_told_by_address_and_port() {
        for (endpoint, address, port) in [
            ("https://api.openai.com/v1", "api.openai.com", 443),
            ("http://localhost:8080/v1", "localhost", 8080),
            ("http://127.0.0.1", "127.0.0.1", 80),
            ("http://[::1]:9/v1", "::1", 9),
        ] {
            assert_eq!(server(endpoint), (Some(address.to_owned()), Some(port)));
        }
        assert_eq!(server("not a url"), (None, None));
    }

    #[test]
    fn a_provider_has_the_name_that_the_conventions_give_it() {
        for (ours, theirs) in [
            ("azure", "azure.ai.openai"),
            ("mistral", "mistral_ai"),
            ("xai", "x_ai"),
            ("openai", "openai"),
            ("llama.cpp", "llama.cpp"),
        ] {
            assert_eq!(well_known(ours.into()), theirs);
        }
    }
}
