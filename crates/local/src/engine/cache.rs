use candle_core::{DType, Device, Result, Tensor};

use super::Config;

/// The keys and values of the positions that have been read, layer by layer.
#[derive(Debug)]
pub(crate) struct KvCache {
    layers: Vec<LayerCache>,
    positions: usize,
}

impl KvCache {
    pub(crate) fn new(config: &Config) -> Self {
        let layer = || LayerCache {
            keys: Store::new(config),
            values: Store::new(config),
        };
        Self {
            layers: std::iter::repeat_with(layer).take(config.layers).collect(),
            positions: 0,
        }
    }

    /// How many positions are in it.
    pub(crate) fn positions(&self) -> usize {
        self.positions
    }

    /// Forgets the positions from `positions` on.
    pub(crate) fn truncate(&mut self, positions: usize) {
        self.positions = self.positions.min(positions);
    }

    pub(super) fn layers(&mut self) -> impl Iterator<Item = &mut LayerCache> {
        self.layers.iter_mut()
    }

    pub(super) fn advance(&mut self, positions: usize) {
        self.positions += positions;
    }
}

/// The keys and values of one layer.
#[derive(Debug)]
pub(crate) struct LayerCache {
    pub(super) keys: Store,
    pub(super) values: Store,
}

/// Room for positions, which grows as they come: `(key-value heads, room, head width)`.
#[derive(Debug)]
pub(super) struct Store {
    heads: usize,
    width: usize,
    tensor: Option<Tensor>,
}

/// The least room to begin with. It doubles, so that growing costs a constant per position.
const ROOM: usize = 256;

impl Store {
    fn new(config: &Config) -> Self {
        Self {
            heads: config.kv_heads,
            width: config.head_width,
            tensor: None,
        }
    }

    /// Writes new positions behind the first `start` and gives a view of all.
    pub(super) fn append(&mut self, new: &Tensor, start: usize) -> Result<Tensor> {
        let end = start + new.dim(1)?;
        let tensor = match self.tensor.take() {
            Some(tensor) if tensor.dim(1)? >= end => tensor,
            old => {
                let room = end.next_power_of_two().max(ROOM);
                let tensor =
                    Tensor::zeros((self.heads, room, self.width), DType::F32, &Device::Cpu)?;
                if let Some(old) = old.filter(|_| start > 0) {
                    tensor.slice_set(&old.narrow(1, 0, start)?.contiguous()?, 1, 0)?;
                }
                tensor
            }
        };
        tensor.slice_set(new, 1, start)?;
        let view = tensor.narrow(1, 0, end);
        self.tensor = Some(tensor);
        view
    }
}
