//! Which models there are.

mod card;
mod list_models;

pub use card::ModelCard;
pub use list_models::ListModels;
