use candle_core::{Result, Tensor};
use candle_nn::ops::rms_norm;

use super::attention::Attention;
use super::cache::LayerCache;
use super::feed_forward::FeedForward;
use super::rope::Rope;
use super::{Config, Weights};

/// One layer of the model.
#[derive(Debug)]
pub(crate) struct Layer {
    attention_norm: Tensor,
    attention: Attention,
    feed_forward_norm: Tensor,
    feed_forward: FeedForward,
    norm_epsilon: f32,
}

impl Layer {
    pub(crate) fn read(
        weights: &mut Weights<'_>,
        config: &Config,
        layer: usize,
    ) -> surprisal_core::Result<Self> {
        let norm = |part: &str| format!("blk.{layer}.{part}_norm.weight");
        Ok(Self {
            attention_norm: weights.vector(&norm("attn"), config.width)?,
            attention: Attention::read(weights, config, layer)?,
            feed_forward_norm: weights.vector(&norm("ffn"), config.width)?,
            feed_forward: FeedForward::read(weights, config, layer)?,
            norm_epsilon: config.norm_epsilon,
        })
    }

    pub(crate) fn forward(
        &self,
        x: &Tensor,
        rope: &Rope,
        cache: &mut LayerCache,
        start: usize,
        mask: Option<&Tensor>,
    ) -> Result<Tensor> {
        let normed = rms_norm(x, &self.attention_norm, self.norm_epsilon)?;
        let x = (x + self.attention.forward(&normed, rope, cache, start, mask)?)?;
        let normed = rms_norm(&x, &self.feed_forward_norm, self.norm_epsilon)?;
        &x + self.feed_forward.forward(&normed)?
    }
}
