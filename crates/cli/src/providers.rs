//! The environment variables of the providers.

use std::env;

use surprisal::openai_compat::services;

/// A variable that a provider reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variable {
    pub(crate) name: &'static str,
    /// Whether its value is a secret, which a base URL may hold too.
    pub(crate) is_key: bool,
}

impl Variable {
    pub(crate) fn is_set(self) -> bool {
        env::var_os(self.name).is_some_and(|value| !value.is_empty())
    }
}

/// The variables of a provider, its key first.
pub(crate) fn variables(provider: &str) -> Vec<Variable> {
    match provider {
        "azure" => {
            return vec![
                key("AZURE_OPENAI_API_KEY"),
                key("AZURE_OPENAI_AD_TOKEN"),
                address("AZURE_OPENAI_ENDPOINT"),
                address("OPENAI_API_VERSION"),
            ];
        }
        "openai" => return vec![key("OPENAI_API_KEY"), address("OPENAI_BASE_URL")],
        _ => {}
    }
    let service = services()
        .into_iter()
        .find(|service| service.provider == provider);
    service.map_or_else(Vec::new, |service| {
        vec![
            key(service.key_variable),
            address(service.base_url_variable),
        ]
    })
}

fn key(name: &'static str) -> Variable {
    Variable { name, is_key: true }
}

fn address(name: &'static str) -> Variable {
    Variable {
        name,
        is_key: false,
    }
}
