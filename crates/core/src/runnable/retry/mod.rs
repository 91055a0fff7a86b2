//! When a call is made again.

mod budget;
mod policy;
mod retries;

pub use policy::RetryPolicy;
pub use retries::Retries;
