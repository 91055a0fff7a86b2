//! What scores are worth by their order alone.

mod curve;
mod selection;
mod threshold;

pub use curve::Ranking;
pub use selection::Selection;
pub use threshold::Threshold;

use crate::Direction;

/// The score as a number that grows where it is surer. Of such a number it gives the score again.
pub(super) fn sureness(direction: Direction, score: f64) -> f64 {
    match direction {
        Direction::HigherIsSurer => score,
        Direction::LowerIsSurer => -score,
    }
}
