use super::canonical::{Canonical, Text};
use crate::Profile;

impl Canonical for Profile {
    fn write(&self, text: &mut Text) {
        // What it can do follows from who it is.
        let Self {
            provider,
            model,
            endpoint,
            capabilities: _,
            options,
            fallbacks,
        } = self;
        text.record(|text| {
            text.set("provider", provider.as_deref())
                .set("model", model.as_deref())
                .set("endpoint", endpoint.as_deref())
                .add(options)
                .list(fallbacks.iter());
        });
    }
}
