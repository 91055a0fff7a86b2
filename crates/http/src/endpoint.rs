use std::fmt;
use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request};
use surprisal_core::{Error, ErrorKind, Result, Secret};
use tokio::time::Instant;

use crate::client::within;
use crate::secret_names::mark_secrets;
use crate::{BaseUrl, Call, HttpClient, Response, TokenProvider, bearer};

/// A service and how it is asked: the client, where its API begins, and what goes with every request.
///
/// ```no_run
/// use surprisal_http::{BaseUrl, Call, Endpoint, HttpClient, response_error};
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let base_url: BaseUrl = "http://localhost:8080/v1".parse()?;
/// let endpoint = Endpoint::new(HttpClient::builder().build()?, base_url);
/// let mut response = endpoint.get("models", &Call::new("llama.cpp", ""), response_error).await?;
/// println!("{}", response.text().await?);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Endpoint {
    client: HttpClient,
    base_url: BaseUrl,
    headers: HeaderMap,
    token: Option<Arc<dyn TokenProvider>>,
}

impl Endpoint {
    /// The service at this base URL.
    pub fn new(client: HttpClient, base_url: BaseUrl) -> Self {
        Self {
            client,
            base_url,
            headers: HeaderMap::new(),
            token: None,
        }
    }

    /// Sets headers for every request. Those that hold a secret are to be marked as sensitive, unless their names say so,
    /// as `authorization` and `x-api-key` do.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        mark_secrets(&mut self.headers);
        self
    }

    /// Sends the token that this gives as a bearer token with every request that has no `authorization` of its own.
    #[must_use]
    pub fn with_token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.token = Some(Arc::new(provider));
        self
    }

    /// Where the API begins.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Asks for what is at this path below the base URL; see [`HttpClient::send`].
    ///
    /// # Errors
    ///
    /// As `send`, and those of the token provider.
    pub async fn get(
        &self,
        path: &str,
        call: &Call<'_>,
        to_error: impl Fn(u16, &HeaderMap, &str) -> Error + Send + Sync,
    ) -> Result<Response> {
        let asked = (Method::GET, path, HeaderMap::new());
        self.send(asked, Bytes::new(), call, to_error).await
    }

    /// Posts this JSON to this path below the base URL; see [`HttpClient::send`].
    ///
    /// # Errors
    ///
    /// As `send`, and those of the token provider.
    pub async fn post(
        &self,
        path: &str,
        headers: HeaderMap,
        body: Bytes,
        call: &Call<'_>,
        to_error: impl Fn(u16, &HeaderMap, &str) -> Error + Send + Sync,
    ) -> Result<Response> {
        let asked = (Method::POST, path, headers);
        self.send(asked, body, call, to_error).await
    }

    async fn send(
        &self,
        (method, path, own_headers): (Method, &str, HeaderMap),
        body: Bytes,
        call: &Call<'_>,
        to_error: impl Fn(u16, &HeaderMap, &str) -> Error + Send + Sync,
    ) -> Result<Response> {
        let mut call = call.clone();
        // The wait for a token counts.
        let started = *call.started.get_or_insert_with(Instant::now);
        let has_body = method == Method::POST;
        let mut request = Request::builder()
            .method(method)
            .uri(self.base_url.join(path)?)
            .body(body)
            .map_err(|error| {
                Error::invalid_input("the request cannot be built").with_source(error)
            })?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        if has_body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        headers.extend(self.headers.clone());
        headers.extend(own_headers.clone());
        // What the call itself says of who asks comes first.
        let tokens = self.token.as_deref();
        let Some(tokens) = tokens.filter(|_| !own_headers.contains_key(AUTHORIZATION)) else {
            return self.client.send(request, &call, to_error).await;
        };
        let token = self.in_time(tokens.token(), &call, started).await?;
        let with_token = authorized(&request, &token)?;
        let refused = match self.client.send(with_token, &call, &to_error).await {
            Err(error) if error.status() == Some(401) => error,
            sent => return sent,
        };
        // It may have been taken back, or have ended sooner than its provider thought.
        let renewed = self.in_time(tokens.renew(&token), &call, started).await?;
        if renewed == token {
            return Err(refused);
        }
        let request = authorized(&request, &renewed)?;
        self.client.send(request, &call, to_error).await
    }

    /// The token that this gives, within the time limit of the call.
    async fn in_time(
        &self,
        token: impl Future<Output = Result<Secret>>,
        call: &Call<'_>,
        started: Instant,
    ) -> Result<Secret> {
        let limit = self.client.timeouts(call).total;
        let by = limit.and_then(|limit| started.checked_add(limit));
        let token = within(by, token).await;
        token
            .unwrap_or_else(|| Err(no_token_in_time()))
            .map_err(|error| error.with_provider(call.provider.clone()))
    }
}

/// The request with this token.
fn authorized(request: &Request<Bytes>, token: &Secret) -> Result<Request<Bytes>> {
    let mut request = request.clone();
    request.headers_mut().insert(AUTHORIZATION, bearer(token)?);
    Ok(request)
}

fn no_token_in_time() -> Error {
    Error::new(
        ErrorKind::Timeout,
        "the token provider gave no token within the time limit of the call",
    )
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("client", &self.client)
            .field("base_url", &self.base_url)
            .field("headers", &self.headers)
            .field("has_token_provider", &self.token.is_some())
            .finish()
    }
}
