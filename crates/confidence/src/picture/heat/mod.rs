//! Text for a terminal, painted by how surprising its tokens were.

mod canvas;
mod depth;
mod legend;
mod painter;
mod picture;
mod style;

pub use depth::ColorDepth;
pub use painter::HeatPainter;
pub use picture::HeatMap;
