use std::fmt;

use surprisal_core::{CallOptions, Result};

/// How one service speaks Chat Completions: a name, where it is, and what it does differently.
///
/// ```
/// use surprisal_openai_compat::{ChatCompletions, Dialect};
///
/// #[derive(Debug)]
/// struct Acme;
///
/// impl Dialect for Acme {
///     const PROVIDER: &'static str = "acme";
///     const BASE_URL: &'static str = "https://api.acme.example/v1";
///     const KEY_VARIABLE: &'static str = "ACME_API_KEY";
///     const BASE_URL_VARIABLE: &'static str = "ACME_BASE_URL";
/// }
///
/// type ChatAcme = ChatCompletions<Acme>;
/// let model = ChatAcme::builder("acme-large").api_key("secret").build()?;
/// # Ok::<(), surprisal_core::Error>(())
/// ```
pub trait Dialect: fmt::Debug + Send + Sync + 'static {
    /// The provider's name in errors and metadata, and the key of its own options in
    /// [`CallOptions::provider`]. Those go into the request's JSON as they are.
    const PROVIDER: &'static str;
    /// Where it is, unless told otherwise.
    const BASE_URL: &'static str;
    /// The environment variable that holds the key.
    const KEY_VARIABLE: &'static str;
    /// The environment variable that holds another base URL.
    const BASE_URL_VARIABLE: &'static str;
    /// The field that limits the answer's tokens.
    const MAX_TOKENS: &'static str = "max_tokens";
    /// Whether developer messages are known; else they are sent as system messages.
    const DEVELOPER_ROLE: bool = false;
    /// Whether it answers without a key.
    const KEY_IS_OPTIONAL: bool = false;

    /// Limits that are tighter than those of [`CallOptions::check`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput), naming the option, its value
    /// and what is allowed.
    fn check(options: &CallOptions) -> Result<()> {
        let _ = options;
        Ok(())
    }
}

/// Any server that speaks Chat Completions, such as llama.cpp's: without a key unless one is given.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generic;

impl Dialect for Generic {
    const PROVIDER: &'static str = "openai-compatible";
    const BASE_URL: &'static str = "http://localhost:8080/v1";
    const KEY_VARIABLE: &'static str = "OPENAI_COMPATIBLE_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "OPENAI_COMPATIBLE_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
}
