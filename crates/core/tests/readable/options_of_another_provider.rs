//~ `AcmeOptions` cannot be bound to `Arc<dyn ChatModel>`: these are not its options
//~ `CallOptions` can be bound to any chat model
use surprisal_core::{Bind, CallOptions, ChatModel, Runnable, RunnableExt};

struct AcmeOptions;

trait AcmeModel: Runnable<Options = CallOptions> {}

#[diagnostic::do_not_recommend]
impl<M: AcmeModel> Bind<M> for AcmeOptions {
    fn apply(self, _: &mut CallOptions) {}
}

fn bind(model: std::sync::Arc<dyn ChatModel>) {
    model.bind(AcmeOptions);
}

fn main() {}
