use std::collections::BTreeMap;

use super::GgufValue;
use super::value::{write_text, write_u32, write_u64};

/// A tensor of single-precision numbers.
#[derive(Clone, Debug)]
pub(super) struct Tensor {
    pub(super) name: String,
    /// The width of a row first, as in the file.
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f32>,
}

const ALIGNMENT: usize = 32;
const VERSION: u32 = 3;
const F32: u32 = 0;

/// The bytes of a file: head, metadata, what the tensors are and where, and their numbers.
pub(super) fn bytes(metadata: &BTreeMap<String, GgufValue>, tensors: &[Tensor]) -> Vec<u8> {
    let mut out = b"GGUF".to_vec();
    write_u32(&mut out, VERSION);
    write_u64(&mut out, tensors.len());
    write_u64(&mut out, metadata.len());
    for (key, value) in metadata {
        write_text(&mut out, key);
        value.write(&mut out);
    }
    let mut offset = 0;
    for tensor in tensors {
        write_text(&mut out, &tensor.name);
        out.extend(
            u32::try_from(tensor.shape.len())
                .unwrap_or(u32::MAX)
                .to_le_bytes(),
        );
        for size in &tensor.shape {
            write_u64(&mut out, *size);
        }
        write_u32(&mut out, F32);
        write_u64(&mut out, offset);
        offset += (tensor.values.len() * size_of::<f32>()).next_multiple_of(ALIGNMENT);
    }
    for tensor in tensors {
        out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
        out.extend(tensor.values.iter().flat_map(|value| value.to_le_bytes()));
    }
    out
}
