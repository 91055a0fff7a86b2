use std::env;
use std::fmt;
use std::sync::Arc;

use surprisal_core::Secret;
use surprisal_http::TokenProvider;

use super::dialect::{KEY_VARIABLE, TOKEN_VARIABLE};

/// What a request is let in by.
pub(super) enum Credential {
    /// A key of the resource.
    Key(Secret),
    /// A bearer token.
    Token(Secret),
    /// Where a bearer token comes from.
    Provider(Arc<dyn TokenProvider>),
}

impl Credential {
    /// What the environment holds. A token says who asks, so it comes before the key that all share.
    pub(super) fn from_env() -> Option<Self> {
        let token = variable(TOKEN_VARIABLE).map(|token| Self::Token(token.into()));
        token.or_else(|| variable(KEY_VARIABLE).map(|key| Self::Key(key.into())))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "Key(***)",
            Self::Token(_) => "Token(***)",
            Self::Provider(_) => "Provider(..)",
        })
    }
}

/// A variable of the environment, unless it is blank.
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}
