use std::env;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use surprisal_core::{Result, Secret};

use crate::{Protocol, bearer};

/// A provider as a whole: its [`Protocol`], where its service is, and how that knows who asks. With it
/// [`HttpChatModel`](crate::HttpChatModel) has [`from_env`](crate::HttpChatModel::from_env) and a
/// [`builder`](crate::HttpChatModel::builder), so that a chat model is a name for it.
///
/// ```
/// use surprisal_http::{HttpChatModel, Provider};
/// # use http::HeaderMap;
/// # use surprisal_core::{AiMessage, CallOptions, Error, Messages, Result};
/// # use surprisal_http::{Decode, Decoded, Frame, Protocol, WireRequest, response_error};
/// # #[derive(Debug)]
/// # pub struct Texts;
/// # impl Decode for Texts {
/// #     fn frame(&mut self, _: Frame<'_>) -> Result<Decoded> { Ok(Decoded::Nothing) }
/// #     fn end(&mut self) -> Result<()> { Ok(()) }
/// # }
/// # impl Protocol for Acme {
/// #     type Decoder = Texts;
/// #     fn provider(&self) -> &'static str { "acme" }
/// #     fn model(&self) -> &str { &self.model }
/// #     fn encode(&self, _: &Messages, _: &CallOptions, _: bool) -> Result<WireRequest> { Ok(WireRequest::post("say", "{}")) }
/// #     fn decode(&self, body: &str, _: &CallOptions) -> Result<AiMessage> { Ok(AiMessage::new(body)) }
/// #     fn decoder(&self, _: &WireRequest, _: &CallOptions) -> Texts { Texts }
/// #     fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error { response_error(status, headers, body) }
/// # }
///
/// #[derive(Debug)]
/// pub struct Acme {
///     model: String,
///     pub region: String,
/// }
///
/// impl Provider for Acme {
///     const BASE_URL: &'static str = "https://api.acme.example/v1";
///     const BASE_URL_VARIABLE: &'static str = "ACME_BASE_URL";
///     const KEY_VARIABLES: &'static [&'static str] = &["ACME_API_KEY"];
///
///     fn new(model: String) -> Self {
///         Self { model, region: "eu".to_owned() }
///     }
/// }
///
/// pub type ChatAcme = HttpChatModel<Acme>;
///
/// let llm = ChatAcme::builder("acme-large")
///     .api_key("secret")
///     .protocol(|acme| acme.region = "us".to_owned())
///     .build()?;
/// assert_eq!(llm.base_url().to_string(), "https://api.acme.example/v1");
/// # Ok::<(), surprisal_core::Error>(())
/// ```
pub trait Provider: Protocol + Sized {
    /// Where the API begins, unless told otherwise; empty if that differs from customer to customer. Then it must be told,
    /// and a key is needed wherever it is.
    const BASE_URL: &'static str;
    /// The environment variable that holds another base URL.
    const BASE_URL_VARIABLE: &'static str;
    /// The environment variables that hold the key; the first that is set counts.
    const KEY_VARIABLES: &'static [&'static str];
    /// The environment variables that hold a bearer token in the place of the key; the first that is set counts.
    const TOKEN_VARIABLES: &'static [&'static str] = &[];
    /// Environment variables that hold headers for every request, each with the name of the header.
    const HEADER_VARIABLES: &'static [(&'static str, &'static str)] = &[];
    /// Whether it answers without a key.
    const KEY_IS_OPTIONAL: bool = false;

    /// The protocol for a model of this name, as it is unless told otherwise.
    fn new(model: String) -> Self;

    /// The header that the key goes into; unless written, `authorization`, as a bearer token.
    ///
    /// # Errors
    ///
    /// As [`secret_header`](crate::secret_header).
    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        Ok((AUTHORIZATION, bearer(key)?))
    }

    /// Headers that go with every request beside the key.
    fn headers() -> HeaderMap {
        HeaderMap::new()
    }

    /// The base URL of another server that the environment names, if it does: with one no key is needed. Unless written,
    /// that of [`BASE_URL_VARIABLE`](Self::BASE_URL_VARIABLE).
    fn base_url_from_env() -> Option<Secret> {
        variable(Self::BASE_URL_VARIABLE)
    }

    /// The base URL of the caller's account with the provider, such as its project, where the environment names that. It
    /// takes the place of [`BASE_URL`](Self::BASE_URL), and needs a key as that does.
    fn own_base_url_from_env() -> Option<Secret> {
        None
    }

    /// Called once, when a model is built, with what was told of where the API begins. Gives where that is, for a provider
    /// that shows its users another address than its API has, and may set up the protocol by it. Unless written, it is
    /// just there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if it cannot be there. The message does not
    /// show the URL, which may hold a password.
    fn locate(&mut self, url: &str) -> Result<String> {
        Ok(url.to_owned())
    }
}

/// What an environment variable says; `None` if it is not set, blank, or no UTF-8.
pub fn variable(name: &str) -> Option<Secret> {
    let value = env::var(name).ok()?;
    (!value.trim().is_empty()).then(|| value.into())
}
