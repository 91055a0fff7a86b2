use async_trait::async_trait;
use surprisal_core::{Error, ListModels, ModelCard, Result};

use crate::{Call, HttpChatModel, Protocol};

/// A service that tells which models it has. Its chat models implement [`ListModels`] by it.
pub trait Listing: Protocol {
    /// The path of the list's first page below the base URL, with its query.
    const MODELS: &'static str;

    /// The models of one page, and the path of the next page if there is one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse), or what an error within the body says.
    fn models(body: &str) -> Result<(Vec<ModelCard>, Option<String>)>;
}

#[async_trait]
impl<P: Listing> ListModels for HttpChatModel<P> {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        let protocol = self.protocol();
        let provider = protocol.provider();
        let call = Call::new(provider, "");
        let to_error = |status, headers: &_, body: &_| protocol.error(status, headers, body);
        let mut models = Vec::new();
        let mut pages = 0;
        let mut next = Some(P::MODELS.to_owned());
        while let Some(path) = next {
            if pages == MAX_PAGES {
                let endless = format!("the list of models has more than {MAX_PAGES} pages");
                return Err(Error::bad_response(endless).with_provider(provider));
            }
            pages += 1;
            let sent = self.endpoint().get(&path, &call, to_error).await;
            let mut response = sent.map_err(|error| error.with_provider(provider))?;
            let body = response.text().await?;
            let page = P::models(&body);
            let page = page.map_err(|error| response.describe(error.with_body(body)))?;
            models.extend(page.0);
            next = page.1;
        }
        Ok(models)
    }
}

/// A service that names the same page for ever is left.
const MAX_PAGES: usize = 100;
