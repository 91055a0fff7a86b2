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
            let (rows, width) = x.dims2()?;
            let sums = x.reshape((rows, width / BLOCK, BLOCK))?.sum(2)?;
            out = (out + sums.matmul(offsets)?)?;
        }
        match &self.bias {
            Some(bias) => out.broadcast_add(bias),
            None => Ok(out),
        }
    }
}

/// Weights in a block.
const BLOCK: usize = 32;

/// `candle` multiplies `Q4_1` one number at a time and `Q4_0` by vector instructions. A weight of a `Q4_1` block
/// is `d·q + m`, one of a `Q4_0` block `d·(q − 8)`; so a `Q4_1` matrix is a `Q4_0` matrix plus
/// `m + 8d`, which is the same throughout a block and so multiplies the sum of 32 inputs. Nothing is
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
