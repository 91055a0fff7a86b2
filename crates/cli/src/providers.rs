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
    if provider == "openai" {
        return vec![key("OPENAI_API_KEY"), address("OPENAI_BASE_URL")];
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
