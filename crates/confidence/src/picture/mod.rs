//! Answers as pictures: text that is marked where the model was in doubt.
//!
//! [`HeatMap`] is for a terminal, and [`HeatPainter`] for one to which the answer comes piece by piece; [`HtmlPage`] is a page
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
pub use heat::{ColorDepth, HeatMap, HeatPainter};
pub use html::{FieldRow, HtmlPage};
pub use spelling::{escape_controls, quote_token};
