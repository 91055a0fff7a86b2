use std::sync::Arc;

use candle_core::quantized::QTensor;
use candle_core::{Device, Result, Tensor};
use candle_nn::ops::rms_norm;

use super::attention::causal_mask;
use super::layer::Layer;
use super::linear::Linear;
use super::rope::Rope;
use super::{Config, KvCache, Weights};

/// A model that has been read.
#[derive(Debug)]
pub(crate) struct Model {
    config: Config,
    embedding: Arc<QTensor>,
    layers: Vec<Layer>,
    norm: Tensor,
    output: Linear,
    rope: Rope,
}

impl Model {
    /// Reads the tensors. `positions` is how many there will be at most.
    pub(crate) fn read(
        weights: &mut Weights<'_>,
        config: Config,
        vocabulary: usize,
        positions: usize,
    ) -> surprisal_core::Result<Self> {
        let shape = [vocabulary, config.width];
        let embedding = Arc::new(weights.tensor("token_embd.weight", &shape)?);
        // Small models use one matrix for what goes in and for what comes out.
        let output = match weights.has("output.weight") {
            true => weights.linear("output", vocabulary, config.width)?,
            false => Linear::new(Arc::clone(&embedding), None).map_err(crate::engine_error)?,
        };
        let layers = (0..config.layers).map(|layer| Layer::read(weights, &config, layer));
        let layers = layers.collect::<surprisal_core::Result<_>>()?;
        let divisors = weights.vector_if("rope_freqs.weight", config.rope_width / 2)?;
        let rope = divisors
            .map(|divisors| divisors.to_vec1())
            .transpose()
            .and_then(|divisors| Rope::new(&config, positions, divisors.as_deref()))
            .map_err(crate::engine_error)?;
        Ok(Self {
            embedding,
            layers,
            norm: weights.vector("output_norm.weight", config.width)?,
            output,
            rope,
            config,
        })
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Reads `tokens` behind what is in the cache, and gives the logits that follow each of the last
    /// `wanted` of them: `(wanted, vocabulary)`, or nothing if none are wanted.
    pub(crate) fn forward(
        &self,
        tokens: &[u32],
        cache: &mut KvCache,
        wanted: usize,
    ) -> Result<Option<Tensor>> {
        let start = cache.positions();
        let count = tokens.len();
        let mask = match count {
            1 => None,
            _ => Some(causal_mask(start, count)?),
        };
        let ids = Tensor::new(tokens, &Device::Cpu)?;
        let mut x = self.embedding.embedding(&ids)?;
        for (layer, cache) in self.layers.iter().zip(cache.layers()) {
            x = layer.forward(&x, &self.rope, cache, start, mask.as_ref())?;
        }
        cache.advance(count);
        if wanted == 0 {
            return Ok(None);
        }
        let x = x.narrow(0, count - wanted, wanted)?;
        let x = rms_norm(&x.contiguous()?, &self.norm, self.config.norm_epsilon)?;
        self.output.forward(&x).map(Some)
    }
}
