//! How long a call may take.

mod limit;
mod limits;
mod stream;
mod wrapper;

pub use limits::TimeLimits;
pub use wrapper::Timeout;
