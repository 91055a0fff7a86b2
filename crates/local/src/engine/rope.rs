use candle_core::{Device, Result, Tensor};
use candle_nn::rotary_emb;

use super::{Architecture, Config};

/// Rotary position embedding: turns pairs of values of the queries and keys by an angle that grows with
/// the position.
#[derive(Debug)]
pub(crate) struct Rope {
    cos: Tensor,
    sin: Tensor,
    /// Whether a pair are neighbours, or a value of the first half and one of the second.
    neighbours: bool,
    width: usize,
}

impl Rope {
    /// The angles of `positions` positions. `divisors` slow single pairs down, as Llama 3.1 does.
    pub(crate) fn new(config: &Config, positions: usize, divisors: Option<&[f32]>) -> Result<Self> {
        let width = config.rope_width;
        let pairs = width / 2;
        let speeds: Vec<f64> = (0..pairs)
            .map(|pair| {
                let divisor = divisors.and_then(|divisors| divisors.get(pair).copied());
                let turned = -2.0 * pair as f64 / width as f64;
                config.rope_base.powf(turned) / f64::from(divisor.unwrap_or(1.0))
            })
            .collect();
        let angles = |turn: fn(f64) -> f64| {
            let values = (0..positions).flat_map(|position| {
                let position = position as f64 / config.rope_scale;
                speeds
                    .iter()
                    .map(move |speed| turn(position * speed) as f32)
            });
            Tensor::from_vec(values.collect(), (positions, pairs), &Device::Cpu)
        };
        Ok(Self {
            cos: angles(f64::cos)?,
            sin: angles(f64::sin)?,
            neighbours: config.architecture == Architecture::Llama,
            width,
        })
    }

    /// Turns the heads `(1, heads, positions, head width)` of the positions from `start` on.
    pub(crate) fn forward(&self, heads: &Tensor, start: usize) -> Result<Tensor> {
        let (_, _, count, head_width) = heads.dims4()?;
        let cos = self.cos.narrow(0, start, count)?;
        let sin = self.sin.narrow(0, start, count)?;
        let turn = |heads: &Tensor| match self.neighbours {
            true => rotary_emb::rope_i(heads, &cos, &sin),
            false => rotary_emb::rope(heads, &cos, &sin),
        };
        if self.width == head_width {
            return turn(heads);
        }
        let turned = turn(&heads.narrow(3, 0, self.width)?.contiguous()?)?;
        let rest = heads.narrow(3, self.width, head_width - self.width)?;
        Tensor::cat(&[turned, rest], 3)
    }
}
