use candle_core::{Result, Tensor};

use super::linear::Linear;
use super::{Config, Weights};

/// What each position makes of itself: a gated layer (SwiGLU).
#[derive(Debug)]
pub(crate) struct FeedForward {
    gate: Linear,
    up: Linear,
    down: Linear,
}

impl FeedForward {
    pub(crate) fn read(
        weights: &mut Weights<'_>,
        config: &Config,
        layer: usize,
    ) -> surprisal_core::Result<Self> {
        let name = |part: &str| format!("blk.{layer}.ffn_{part}");
        let (width, hidden) = (config.width, config.hidden);
        Ok(Self {
            gate: weights.linear(&name("gate"), hidden, width)?,
            up: weights.linear(&name("up"), hidden, width)?,
            down: weights.linear(&name("down"), width, hidden)?,
        })
    }

    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let gate = self.gate.forward(x)?.silu()?;
        self.down.forward(&(gate * self.up.forward(x)?)?)
    }
}
