//! One number that says how sure an answer is.

mod about;
mod alternatives;
mod entropy;
mod kind;
mod name;
mod over;
mod place;
mod running;
mod signal;
mod sum;
mod surprises;
mod window;
mod worst;

pub use about::{Direction, Needs, Unit};
pub use entropy::entropy_bounds;
pub use kind::Measure;
pub use over::WithRunning;
pub(crate) use place::{Place, upper_bound};
pub use running::Running;
pub use signal::Signal;
pub(crate) use sum::{Sum, sum};
pub use window::Window;
