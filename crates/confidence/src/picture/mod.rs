//! Answers as pictures: text that is marked where the model was in doubt.
//!
//! [`Heat`] is for a terminal, and [`HeatPainter`] for one to which the answer comes piece by piece; [`Page`] is a page
//! of HTML. All mark the same five steps of [`Doubt`], which do not depend on the text, so that two pictures can be
//! compared.

mod doubt;
mod heat;
mod html;
mod number;
mod piece;
mod position;
mod reach;
mod spelling;

pub use doubt::Doubt;
pub use heat::{ColorDepth, Heat, HeatPainter, legend};
pub use html::{FieldRow, Page};
pub use spelling::{harmless, quoted};
