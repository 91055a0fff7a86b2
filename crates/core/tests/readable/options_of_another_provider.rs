use surprisal_core::{Bind, CallOptions, ChatModel, Runnable, RunnableExt};

struct AcmeOptions;

trait AcmeModel: Runnable<Options = CallOptions> {}

impl<M: AcmeModel> Bind<M> for AcmeOptions {
    fn apply(self, _: &mut CallOptions) {}
}

fn bind(model: std::sync::Arc<dyn ChatModel>) {
    model.bind(AcmeOptions);
}

fn main() {}
