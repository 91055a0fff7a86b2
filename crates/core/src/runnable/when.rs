use std::fmt;
use std::sync::Arc;

use crate::Error;

/// Which errors a wrapper acts on.
#[derive(Clone)]
pub(super) struct When(Arc<dyn Fn(&Error) -> bool + Send + Sync>);

impl When {
    pub(super) fn new(choice: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(choice))
    }

    pub(super) fn holds(&self, error: &Error) -> bool {
        (self.0)(error)
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("When").finish_non_exhaustive()
    }
}
