use candle_core::{D, Device, Result, Tensor};
use candle_nn::ops::{rms_norm, softmax_last_dim};

use super::cache::LayerCache;
use super::linear::Linear;
use super::rope::Rope;
use super::{Config, Weights};

/// How each position looks at those before it.
#[derive(Debug)]
pub(crate) struct Attention {
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
    /// Qwen 3 normalises each head of the queries and keys.
    query_norm: Option<Tensor>,
    key_norm: Option<Tensor>,
    heads: usize,
    kv_heads: usize,
    head_width: usize,
    norm_epsilon: f32,
}

impl Attention {
    pub(crate) fn read(
        weights: &mut Weights<'_>,
        config: &Config,
        layer: usize,
    ) -> surprisal_core::Result<Self> {
        let name = |part: &str| format!("blk.{layer}.attn_{part}");
        let Config {
            width,
            heads,
            kv_heads,
            head_width,
            norm_epsilon,
            ..
        } = *config;
        Ok(Self {
            query: weights.linear(&name("q"), heads * head_width, width)?,
            key: weights.linear(&name("k"), kv_heads * head_width, width)?,
            value: weights.linear(&name("v"), kv_heads * head_width, width)?,
            output: weights.linear(&name("output"), width, heads * head_width)?,
            query_norm: weights.vector_if(&name("q_norm.weight"), head_width)?,
            key_norm: weights.vector_if(&name("k_norm.weight"), head_width)?,
            heads,
            kv_heads,
            head_width,
            norm_epsilon,
        })
    }

    /// `x` is `(positions, width)`, of the positions from `start` on.
    pub(crate) fn forward(
        &self,
        x: &Tensor,
        rope: &Rope,
        cache: &mut LayerCache,
        start: usize,
        mask: Option<&Tensor>,
    ) -> Result<Tensor> {
        let count = x.dim(0)?;
        let query = self.normed(
            &self.query.forward(x)?,
            self.heads,
            self.query_norm.as_ref(),
        )?;
        let key = self.normed(&self.key.forward(x)?, self.kv_heads, self.key_norm.as_ref())?;
        let value = self.value.forward(x)?;
        let value = value.reshape((count, self.kv_heads, self.head_width))?;

        let query = rope.forward(&query, start)?;
        let key = rope.forward(&key, start)?.squeeze(0)?;
        let keys = cache.keys.append(&key, start)?;
        let values = cache
            .values
            .append(&value.transpose(0, 1)?.contiguous()?, start)?;

        // The query heads that share a key-value head are rows of one product.
        let rows = self.heads / self.kv_heads * count;
        let query = (query * (self.head_width as f64).powf(-0.5))?;
        let query = query.reshape((self.kv_heads, rows, self.head_width))?;
        let mut scores = query.matmul(&keys.transpose(1, 2)?)?;
        if let Some(mask) = mask {
            let all = scores.dim(D::Minus1)?;
            let heads = scores.reshape((self.heads, count, all))?;
            scores = heads
                .broadcast_add(mask)?
                .reshape((self.kv_heads, rows, all))?;
        }
        let looked = softmax_last_dim(&scores)?.matmul(&values)?;
        let looked = looked
            .reshape((self.heads, count, self.head_width))?
            .transpose(0, 1)?
            .reshape((count, self.heads * self.head_width))?;
        self.output.forward(&looked)
    }

    /// `(positions, heads · width)` as `(1, heads, positions, width)`.
    fn normed(&self, x: &Tensor, heads: usize, norm: Option<&Tensor>) -> Result<Tensor> {
        let x = x.reshape((1, (), heads, self.head_width))?;
        let x = match norm {
            Some(norm) => rms_norm(&x, norm, self.norm_epsilon)?,
            None => x,
        };
        x.transpose(1, 2)?.contiguous()
    }
}

/// What keeps each of `count` new positions from looking at those that come after it: `(count, start + count)`.
pub(crate) fn causal_mask(start: usize, count: usize) -> Result<Tensor> {
    let all = start + count;
    let values = (0..count).flat_map(|row| {
        (0..all).map(move |column| match column > start + row {
            true => f32::NEG_INFINITY,
            false => 0.0,
        })
    });
    Tensor::from_vec(values.collect(), (count, all), &Device::Cpu)
}
