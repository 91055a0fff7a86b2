//! Models that are asked, left or stopped by confidence.
