//! When a call is made again.

mod budget;
mod policy;
mod retries;
mod wrapper;

pub use policy::RetryPolicy;
pub use retries::Retries;
pub use wrapper::Retry;
