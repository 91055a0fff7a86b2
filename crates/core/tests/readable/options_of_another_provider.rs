//~ `AcmeOptions` cannot be bound to `Arc<dyn ChatModel>`: these are not its options
//~ `CallOptions` can be bound to any chat model
use surprisal_core::{CallOptions, ChatModel, ProviderOptions, RunnableExt};

struct AcmeOptions;

impl From<AcmeOptions> for CallOptions {
    fn from(_: AcmeOptions) -> Self {
        Self::new()
    }
}

impl ProviderOptions for AcmeOptions {}

fn bind(model: std::sync::Arc<dyn ChatModel>) {
    model.bind(AcmeOptions);
}

fn main() {}
