use surprisal_core::{Bind, CallOptions, Wraps};

use crate::{ChatAzureOpenAi, ChatOpenAi, OpenAiOptions};

impl Bind<ChatOpenAi> for OpenAiOptions {
    fn apply(self, to: &mut CallOptions) {
        Bind::<ChatOpenAi>::apply(CallOptions::from(self), to);
    }
}

impl Bind<ChatAzureOpenAi> for OpenAiOptions {
    fn apply(self, to: &mut CallOptions) {
        Bind::<ChatAzureOpenAi>::apply(CallOptions::from(self), to);
    }
}

/// Also to whatever wraps such a model, and to pointers to it.
#[diagnostic::do_not_recommend]
impl<W> Bind<W> for OpenAiOptions
where
    W: Wraps<Options = CallOptions> + ?Sized,
    Self: Bind<W::Inner>,
{
    fn apply(self, to: &mut CallOptions) {
        Bind::<W::Inner>::apply(self, to);
    }
}
