use std::sync::Arc;

use surprisal_core::{CallOptions, Result};

use crate::worker::Recipe;
use crate::{ChatLocal, Located, ModelStore, Progress};

/// Makes a [`ChatLocal`].
///
/// ```
/// use surprisal_local::ChatLocal;
///
/// let llm = ChatLocal::builder("smollm2-135m")
///     .context_length(2048)
///     .on_progress(|progress| eprintln!("{} bytes", progress.bytes))
///     .build()?;
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChatLocalBuilder {
    model: String,
    context_length: Option<usize>,
    store: Option<ModelStore>,
    on_progress: Progresses,
}

/// Whom to tell how far a download is.
#[derive(Clone)]
struct Progresses(Arc<dyn Fn(&Progress<'_>) + Send + Sync>);

impl std::fmt::Debug for Progresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

impl ChatLocalBuilder {
    pub(crate) fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            context_length: None,
            store: None,
            on_progress: Progresses(Arc::new(|_| {})),
        }
    }

    /// How many tokens there may be at most, those of the messages and of the answer; 4096 unless set, or
    /// what the model has if that is less. The memory for keys and values grows with what is used of it.
    #[must_use]
    pub fn context_length(mut self, tokens: usize) -> Self {
        self.context_length = Some(tokens);
        self
    }

    /// Where files are kept and fetched from; [`ModelStore::from_env`] unless set.
    #[must_use]
    pub fn store(mut self, store: ModelStore) -> Self {
        self.store = Some(store);
        self
    }

    /// Whom to tell how far a download is. It is called from a thread of the model's.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(&Progress<'_>) + Send + Sync + 'static) -> Self {
        self.on_progress = Progresses(Arc::new(tell));
        self
    }

    /// The model. It is loaded when it is first used, or by [`ChatLocal::load`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](surprisal_core::ErrorKind::NotFound) for a name that is neither known nor a
    /// file; [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) for a context of no tokens, or
    /// if there is no place for a cache.
    pub fn build(self) -> Result<ChatLocal> {
        if self.context_length == Some(0) {
            return Err(surprisal_core::Error::invalid_input(
                "context_length is 0: it must be at least 1",
            ));
        }
        let defaults = match crate::locate(&self.model)? {
            Located::Catalog(model) => CallOptions::new()
                .temperature(model.temperature)
                .top_p(model.top_p)
                .max_tokens(model.max_tokens),
            Located::File(_) => CallOptions::new(),
        };
        let store = match self.store {
            Some(store) => store,
            None => ModelStore::from_env()?,
        };
        let recipe = Recipe {
            model: self.model,
            context_length: self.context_length,
            store,
            on_progress: self.on_progress.0,
        };
        Ok(ChatLocal::new(recipe, defaults))
    }
}
