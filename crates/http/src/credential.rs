use std::fmt;
use std::sync::Arc;

use surprisal_core::Secret;

use crate::{Provider, TokenProvider, variable};

/// What a request is let in by.
pub(crate) enum Credential {
    /// A key, in the header that the provider says.
    Key(Secret),
    /// A bearer token.
    Token(Secret),
    /// Where a bearer token comes from.
    Provider(Arc<dyn TokenProvider>),
}

impl Credential {
    /// What the provider's environment variables hold.
    pub(crate) fn from_env<P: Provider>() -> Option<Self> {
        let first = |names: &[&str]| names.iter().find_map(|name| variable(name));
        // A token says who asks, so it comes before a key that several may share.
        let token = first(P::TOKEN_VARIABLES).map(Self::Token);
        token.or_else(|| first(P::KEY_VARIABLES).map(Self::Key))
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
