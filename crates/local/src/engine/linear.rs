use std::borrow::Cow;
use std::sync::Arc;

use candle_core::quantized::{GgmlDType, QMatMul, QStorage, QTensor};
use candle_core::{Device, Module, Result, Tensor};

/// A matrix that a vector is multiplied with, quantised as the file has it.
#[derive(Debug)]
pub(crate) struct Linear {
    weight: QMatMul,
    /// Of a `Q4_1` matrix: what the quantised part lacks, one number for each block of each row.
    offsets: Option<Tensor>,
    bias: Option<Tensor>,
}

impl Linear {
    pub(crate) fn new(weight: Arc<QTensor>, bias: Option<Tensor>) -> Result<Self> {
        let (weight, offsets) = match weight.dtype() {
            GgmlDType::Q4_1 => {
                let (weight, offsets) = split_q4_1(&weight)?;
                (Arc::new(weight), Some(offsets))
            }
            _ => (weight, None),
        };
        Ok(Self {
            weight: QMatMul::from_arc(weight)?,
            offsets,
            bias,
        })
    }

    /// Multiplies each row of `x`.
    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut out = self.weight.forward(x)?;
        if let Some(offsets) = &self.offsets {
            out = (out + self.sums(x)?.matmul(offsets)?)?;
        }
        match &self.bias {
            Some(bias) => out.broadcast_add(bias),
            None => Ok(out),
        }
    }

    /// What the inputs of each block sum to, rounded as the product with the quantised part rounds them: else
    /// it would be the errors of `q − 8` that add up, and these are larger than those of the weights.
    fn sums(&self, x: &Tensor) -> Result<Tensor> {
        let (rows, width) = x.dims2()?;
        if !matches!(self.weight, QMatMul::QTensor(_)) {
            return x.reshape((rows, width / BLOCK, BLOCK))?.sum(2);
        }
        let inputs: Vec<f32> = x.flatten_all()?.to_vec1()?;
        let sums = inputs.chunks_exact(BLOCK).map(rounded_sum);
        Tensor::from_vec(sums.collect(), (rows, width / BLOCK), &Device::Cpu)
    }
}

/// The sum of a block that is kept in eight bits a number (`Q8_0`).
fn rounded_sum(block: &[f32]) -> f32 {
    let greatest = block.iter().fold(0f32, |greatest, x| greatest.max(x.abs()));
    let scale = greatest / 127.0;
    let inverse = if scale == 0.0 { 0.0 } else { scale.recip() };
    let sum: f32 = block.iter().map(|x| (x * inverse).round()).sum();
    half::f16::from_f32(scale).to_f32() * sum
}

/// Weights in a block.
const BLOCK: usize = 32;

/// `candle` multiplies `Q4_1` one number at a time and `Q4_0` by vector instructions. A weight of a `Q4_1` block
/// is `d·q + m`, one of a `Q4_0` block `d·(q − 8)`; so a `Q4_1` matrix is a `Q4_0` matrix plus
/// `m + 8d`, which is the same throughout a block and so multiplies the sum of 32 inputs. No weight is
/// rounded.
fn split_q4_1(weight: &QTensor) -> Result<(QTensor, Tensor)> {
    let (rows, width) = weight.shape().dims2()?;
    let data = weight.data()?;
    let blocks = width / BLOCK;
    let mut quantised = Vec::with_capacity(data.len() / 20 * 18);
    let mut offsets = vec![0f32; rows * blocks];
    for (index, block) in data.chunks_exact(20).enumerate() {
        let [d0, d1, m0, m1, nibbles @ ..] = block else {
            continue;
        };
        quantised.extend([*d0, *d1]);
        quantised.extend_from_slice(nibbles);
        let scale = half::f16::from_le_bytes([*d0, *d1]).to_f32();
        let least = half::f16::from_le_bytes([*m0, *m1]).to_f32();
        // Row by row in the file, block by block for the product with the sums.
        let at = index % blocks * rows + index / blocks;
        if let Some(offset) = offsets.get_mut(at) {
            *offset = least + 8.0 * scale;
        }
    }
    let storage = QStorage::from_data(Cow::Owned(quantised), &Device::Cpu, GgmlDType::Q4_0)?;
    Ok((
        QTensor::new(storage, (rows, width))?,
        Tensor::from_vec(offsets, (blocks, rows), &Device::Cpu)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_q4_1_matrix_multiplies_as_what_its_numbers_stand_for() {
        let (rows, width) = (6, 96);
        let mut random = fastrand::Rng::with_seed(1);
        // Weights that are not centred, so that the offsets matter.
        let weights: Vec<f32> = (0..rows * width)
            .map(|_| random.f32() * 3.0 - 1.0)
            .collect();
        let weights = Tensor::from_vec(weights, (rows, width), &Device::Cpu).unwrap();
        let quantised = QTensor::quantize(&weights, GgmlDType::Q4_1).unwrap();
        let exact = quantised.dequantize(&Device::Cpu).unwrap();
        // Whole numbers up to 127 in each block: eight bits hold them.
        let inputs = (0..2 * width).map(|at| match at % BLOCK {
            0 => 127.0,
            _ => f32::from(random.i8(-127..)),
        });
        let inputs = Tensor::from_vec(inputs.collect(), (2, width), &Device::Cpu).unwrap();
        let linear = Linear::new(Arc::new(quantised), None).unwrap();
        let out: Vec<f32> = flat(&linear.forward(&inputs).unwrap());
        let expected = flat(&inputs.matmul(&exact.t().unwrap()).unwrap());
        for (out, expected) in out.iter().zip(&expected) {
            assert!((out - expected).abs() < 1e-2, "{out} {expected}");
        }
        assert!(expected.iter().any(|value| value.abs() > 100.0));
    }

    fn flat(tensor: &Tensor) -> Vec<f32> {
        tensor.flatten_all().unwrap().to_vec1().unwrap()
    }
}
