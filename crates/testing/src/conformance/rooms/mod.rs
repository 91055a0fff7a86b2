//! The cases, grouped by what they are about.

pub(super) mod answers;
pub(super) mod conversations;
pub(super) mod errors;
pub(super) mod formats;
pub(super) mod limits;
pub(super) mod logprobs;
pub(super) mod media;
pub(super) mod options;
pub(super) mod retries;
pub(super) mod secrets;
mod settings;
pub(super) mod streams;
pub(super) mod tokens;
pub(super) mod tools;

pub use settings::cases_of_options;
