//! Options of a call: portable, typed, and never dropped in silence.

mod bind;
mod call;
mod check;
mod combine;
mod combine_all;
mod effort;
mod merge;
mod policy;
mod provider_options;
mod response_format;
mod unsupported;

pub use bind::{Bind, Options};
pub use call::CallOptions;
pub use combine::Combine;
pub use combine_all::CombineAll;
pub use effort::ReasoningEffort;
pub use policy::Policy;
pub use provider_options::{ProviderOptions, Takes};
pub use response_format::ResponseFormat;
pub use unsupported::unsupported;
