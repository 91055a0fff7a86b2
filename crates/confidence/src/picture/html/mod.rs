//! One page of HTML that needs nothing else: no network, and no script for reading.
//!
//! Everything that a model wrote is text of the page and never markup: it is written by [`escape`] alone.

mod data;
mod escape;
mod facts;
mod fields;
mod page;
mod ribbon;
mod section;
mod steps;
mod tip;
mod token;
mod weakest;

pub use fields::FieldRow;
pub use page::HtmlPage;
