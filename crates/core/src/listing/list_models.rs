use std::sync::Arc;

use async_trait::async_trait;

use super::ModelCard;
use crate::Result;

/// A service that can be asked which models it has.
///
/// ```
/// use surprisal_core::{ListModels, Result};
///
/// async fn has(service: &dyn ListModels, model: &str) -> Result<bool> {
///     Ok(service.list_models().await?.iter().any(|card| card.id == model))
/// }
/// ```
#[async_trait]
#[diagnostic::on_unimplemented(message = "`{Self}` does not list models: implement `ListModels`")]
pub trait ListModels: Send + Sync {
    /// Asks the service which models it has, in its order.
    ///
    /// # Errors
    ///
    /// What went wrong with the request, by its [`ErrorKind`](crate::ErrorKind).
    async fn list_models(&self) -> Result<Vec<ModelCard>>;
}

#[async_trait]
impl<S: ListModels + ?Sized> ListModels for &S {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        (**self).list_models().await
    }
}

#[async_trait]
impl<S: ListModels + ?Sized> ListModels for Box<S> {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        (**self).list_models().await
    }
}

#[async_trait]
impl<S: ListModels + ?Sized> ListModels for Arc<S> {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        (**self).list_models().await
    }
}
