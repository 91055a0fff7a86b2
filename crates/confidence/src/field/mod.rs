//! How sure each value of a JSON answer is.
//!
//! [`json`] finds the values in the bytes of the text, [`track`] the tokens of each value. [`Fields`] is for a whole
//! answer, [`FieldReader`] for one that is still coming; both go the same way.

mod boundary;
mod done;
mod fields;
mod json;
mod place;
mod reader;
mod reason;
mod stream;
mod track;
mod view;

pub use boundary::{Boundary, Decision};
pub use done::OwnedField;
pub use fields::Fields;
pub(crate) use json::start_of;
pub use json::{FieldKind, JsonError, JsonErrorKind};
pub use reader::FieldReader;
pub use reason::FieldsError;
pub use stream::FieldStream;
pub use view::Field;
