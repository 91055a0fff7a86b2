use std::fmt;

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use serde_json::{Map, Value};
use surprisal_core::{CallOptions, Capabilities, Error, Messages, Result, Secret, Warning};
use surprisal_http::{bearer, variable};

use crate::{ChatProtocol, Scoring, TokenForm, encode};

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
    /// The provider's name in errors and metadata.
    const PROVIDER: &'static str;
    /// Where it is, unless told otherwise; empty if that differs from customer to customer.
    const BASE_URL: &'static str;
    /// The environment variable that holds the key.
    const KEY_VARIABLE: &'static str;
    /// The environment variable that holds another base URL.
    const BASE_URL_VARIABLE: &'static str;
    /// The environment variables that hold a bearer token in the place of the key; the first that is set counts.
    const TOKEN_VARIABLES: &'static [&'static str] = &[];
    /// Environment variables that hold headers for every request, each with the name of the header.
    const HEADER_VARIABLES: &'static [(&'static str, &'static str)] = &[];
    /// Under which name its own options are found in [`CallOptions::provider`]. They go into the request's
    /// JSON as they are.
    const OPTIONS: &'static str = Self::PROVIDER;
    /// What it can do, as far as it is known.
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN;
    /// How its token entries are to be read, where they are not quite what they seem.
    const TOKEN_FORM: TokenForm = TokenForm::PLAIN;
    /// The field that limits the answer's tokens.
    const MAX_TOKENS: &'static str = "max_tokens";
    /// Whether developer messages are known; else they are sent as system messages.
    const DEVELOPER_ROLE: bool = false;
    /// Whether it answers without a key.
    const KEY_IS_OPTIONAL: bool = false;
    /// Whether the usage of a stream is asked for by `stream_options`; else it comes unasked, or never.
    const STREAM_OPTIONS: bool = true;
    /// How it is asked for the log probabilities of a given text.
    const SCORING: Scoring = Scoring::Echo;

    /// The header that the key goes into; unless written, `authorization`, as a bearer token.
    ///
    /// # Errors
    ///
    /// As [`secret_header`](surprisal_http::secret_header).
    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        Ok((AUTHORIZATION, bearer(key)?))
    }

    /// What the environment says of where the service is; unless written, what is in
    /// [`BASE_URL_VARIABLE`](Self::BASE_URL_VARIABLE).
    fn base_url_from_env() -> Option<Secret> {
        variable(Self::BASE_URL_VARIABLE)
    }

    /// Where the API begins if this was told of it, as [`Provider::locate`](surprisal_http::Provider::locate) says.
    ///
    /// # Errors
    ///
    /// As there.
    fn locate(chat: &mut ChatProtocol<Self>, url: &str) -> Result<String>
    where
        Self: Sized,
    {
        let _ = chat;
        Ok(url.to_owned())
    }

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

    /// The messages as the service wants them; unless written, as OpenAI does. What it has no place for is refused,
    /// or left out with a warning, by [`unsupported`](surprisal_core::unsupported).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) for content that it does not take, and
    /// [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported).
    fn messages(
        messages: &Messages,
        options: &CallOptions,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<Value>> {
        let (_, _) = (options, warnings);
        encode::messages(messages, Self::DEVELOPER_ROLE)
    }

    /// Puts what the portable options say as the service wants it: renames a field, replaces a value, adds
    /// what must go with it. `request` is the JSON of the request before the service's own options and
    /// [`CallOptions::extra`] are added.
    fn translate(request: &mut Map<String, Value>) {
        let _ = request;
    }

    /// Puts it otherwise where the service refused the request: true if there is another way to say the same.
    /// It is called again if that is refused as well.
    fn amend(request: &mut Map<String, Value>, error: &Error) -> bool {
        let _ = (request, error);
        false
    }
}
