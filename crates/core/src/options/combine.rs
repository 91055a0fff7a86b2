use super::Options;
use crate::CallOptions;

/// Options of two steps that make one: what a chain takes so that every step gets its own.
///
/// `()` and [`CallOptions`] combine: each step of a chain that takes `CallOptions` gets them all. A step with options of
/// another type `X` can be in a chain with lambdas once `X` says how, by `impl Combine<()> for X`,
/// `impl Combine<X> for ()` and `impl Combine<X> for X`.
#[diagnostic::on_unimplemented(
    message = "a step that takes `{Self}` and a step that takes `{Other}` cannot take the options of one chain",
    label = "these steps have options of different types",
    note = "`()` and `CallOptions` combine; for options of your own implement `Combine`"
)]
pub trait Combine<Other: Options>: Options {
    /// The options of both.
    type Both: Options;

    /// The options of each.
    fn split(both: Self::Both) -> (Self, Other);
}

impl Combine<()> for () {
    type Both = ();

    fn split((): ()) -> ((), ()) {
        ((), ())
    }
}

impl Combine<CallOptions> for () {
    type Both = CallOptions;

    fn split(both: CallOptions) -> ((), CallOptions) {
        ((), both)
    }
}

impl Combine<()> for CallOptions {
    type Both = Self;

    fn split(both: Self) -> (Self, ()) {
        (both, ())
    }
}

/// Both steps get all of them.
impl Combine<Self> for CallOptions {
    type Both = Self;

    fn split(both: Self) -> (Self, Self) {
        (both.clone(), both)
    }
}
