use super::CallOptions;
use crate::Runnable;

/// Options of a call that can be layered.
///
/// `Default` is the layer in which nothing is set.
///
/// ```
/// use surprisal_core::{CallOptions, Options};
///
/// let built = CallOptions::new().temperature(0.0).seed(7);
/// let call = CallOptions::new().temperature(1.0);
/// assert_eq!(call.or(&built), CallOptions::new().temperature(1.0).seed(7));
/// ```
pub trait Options: Default + Clone + Send + Sync + 'static {
    /// These options, with `defaults` where they set nothing.
    #[must_use]
    fn or(self, defaults: &Self) -> Self;

    /// The portable options of a chat model, where these are such.
    fn portable(&self) -> Option<&CallOptions> {
        None
    }
}

impl Options for () {
    fn or(self, (): &Self) -> Self {}
}

/// Something that can be bound to an `M`: options that `M` understands.
///
/// [`CallOptions`] can be bound to every chat model, also to `dyn ChatModel`; a provider's own options
/// only to that provider's models, which the compiler checks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be bound to `{M}`: these are not its options",
    label = "not options of this model",
    note = "`CallOptions` can be bound to any chat model; a provider's own options only to that provider's models"
)]
pub trait Bind<M: Runnable + ?Sized> {
    /// Writes these options over those that are set already.
    fn apply(self, to: &mut M::Options);
}

impl<M: Runnable<Options = Self> + ?Sized> Bind<M> for CallOptions {
    fn apply(self, to: &mut Self) {
        *to = self.or(to);
    }
}
