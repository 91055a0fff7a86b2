use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use surprisal_core::{Result, Secret};

/// Where a bearer token comes from that does not last: an identity service, a command, a file.
///
/// It is asked before each request, so it keeps its token until that is about to expire. Where a token is refused with
/// the status 401, it is asked once for another, and the request is sent again. An async closure is one:
///
/// ```
/// use surprisal_core::Secret;
/// use surprisal_http::TokenProvider;
///
/// fn provider() -> impl TokenProvider {
///     async || Ok(Secret::from("token of the hour"))
/// }
/// # let _ = provider();
/// ```
#[async_trait]
pub trait TokenProvider: Send + Sync {
    /// A token that is valid now.
    ///
    /// # Errors
    ///
    /// What keeps it from getting one, mostly
    /// [`ErrorKind::Authentication`](surprisal_core::ErrorKind::Authentication); it is the error of the call.
    async fn token(&self) -> Result<Secret>;

    /// A token in the place of one that was refused; unless written, [`token`](Self::token) is asked again. With the same
    /// one the request is not sent again. One that keeps its token lets go of it here.
    ///
    /// # Errors
    ///
    /// As [`token`](Self::token).
    async fn renew(&self, refused: &Secret) -> Result<Secret> {
        let _ = refused;
        self.token().await
    }
}

#[async_trait]
impl<F, T> TokenProvider for F
where
    F: Fn() -> T + Send + Sync,
    T: Future<Output = Result<Secret>> + Send,
{
    async fn token(&self) -> Result<Secret> {
        self().await
    }
}

/// Several models may ask the same one.
#[async_trait]
impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    async fn token(&self) -> Result<Secret> {
        (**self).token().await
    }

    async fn renew(&self, refused: &Secret) -> Result<Secret> {
        (**self).renew(refused).await
    }
}
