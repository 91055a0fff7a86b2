//! The values of a JSON text and where they are in it, found byte by byte.

mod error;
mod find;
mod kind;
mod number;
mod path;
mod scan;
mod span;
mod start;
mod string;

pub use error::{JsonError, JsonErrorKind};
pub(super) use find::Finder;
pub use kind::FieldKind;
pub(super) use span::Span;
pub(crate) use start::start_of;
