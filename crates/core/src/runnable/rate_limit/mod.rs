//! How often a call may be made, and how much all calls may cost in a minute.

mod bill;
mod bucket;
mod limiter;
mod queue;
mod said;
mod state;
mod wrapper;

pub use limiter::RateLimiter;
pub use wrapper::RateLimited;
