use super::{Hub, Pip};

/// Where files are fetched from, in this order.
#[derive(Clone, Debug)]
pub(in crate::files) struct Sources {
    pub(in crate::files) hub: Hub,
    pub(in crate::files) pip: Pip,
}

impl Sources {
    pub(in crate::files) fn from_env() -> Self {
        Self {
            hub: Hub::from_env(),
            pip: Pip::default(),
        }
    }
}
