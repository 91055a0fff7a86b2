use std::fmt;

use futures_util::future::BoxFuture;
use surprisal_core::Feature;

use super::check::Check;
use super::lab::Lab;
use super::{Part, rooms};

/// One behaviour, with its check.
#[derive(Clone, Copy)]
pub struct Case {
    pub(super) name: &'static str,
    pub(super) room: &'static str,
    pub(super) needs: &'static [Need],
    pub(super) check: for<'a> fn(&'a Lab<'a>) -> BoxFuture<'a, Check>,
}

/// What a case needs of the subject; where that is not there, it is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// That the capabilities of the model's profile do not say [`No`](surprisal_core::Support::No) to it.
    Feature(Feature),
    /// That the subject does not [lack](super::Subject::lacks) it.
    Part(Part),
}

impl Case {
    /// The behaviour, as a sentence in snake case.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it is about: a group of cases.
    pub const fn room(&self) -> &'static str {
        self.room
    }

    /// What it needs.
    pub const fn needs(&self) -> &'static [Need] {
        self.needs
    }

    /// The case of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        CASES.iter().find(|case| case.name == name)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("name", &self.name)
            .field("room", &self.room)
            .field("needs", &self.needs)
            .finish_non_exhaustive()
    }
}

macro_rules! list {
    ([] $($room:ident :: $name:ident [$($feature:ident),*] [$($part:ident),*];)*) => {
        /// Every case, in the order in which they are best read.
        pub const CASES: &[Case] = &[$(Case {
            name: stringify!($name),
            room: stringify!($room),
            needs: &[$(Need::Feature(Feature::$feature),)* $(Need::Part(Part::$part),)*],
            check: |lab| Box::pin(rooms::$room::$name(lab)),
        },)*];
    };
}

crate::conformance_cases! { [list] }
