use super::{Combine, Options};

/// Options of up to six steps that make one: [`Combine`] over a tuple, from the left.
#[diagnostic::on_unimplemented(
    message = "the options `{Self}` cannot be taken together",
    label = "these steps have options of different types",
    note = "`()` and `CallOptions` combine; for options of your own implement `Combine`"
)]
pub trait CombineAll: Sized {
    /// The options of all.
    type All: Options;

    /// The options of each.
    fn split(all: Self::All) -> Self;
}

impl<A: Options> CombineAll for (A,) {
    type All = A;

    fn split(all: A) -> Self {
        (all,)
    }
}

// What a tuple takes is told by the tuple without its last part.
macro_rules! combine_all {
    ($($name:ident: $first:ident),+; $last:ident) => {
        impl<$($first: Options,)+ $last: Options> CombineAll for ($($first,)+ $last)
        where
            ($($first,)+): CombineAll<All: Combine<$last>>,
        {
            type All = <<($($first,)+) as CombineAll>::All as Combine<$last>>::Both;

            fn split(all: Self::All) -> Self {
                let (first, last) = Combine::split(all);
                let ($($name,)+) = CombineAll::split(first);
                ($($name,)+ last)
            }
        }
    };
}

combine_all!(a: A; B);
combine_all!(a: A, b: B; C);
combine_all!(a: A, b: B, c: C; D);
combine_all!(a: A, b: B, c: C, d: D; E);
combine_all!(a: A, b: B, c: C, d: D, e: E; F);
