use std::sync::Arc;

use candle_core::quantized::QTensor;
use candle_core::{Device, Tensor};
use surprisal_core::Result;

use super::linear::Linear;
use crate::gguf::GgufFile;

/// Reads the tensors of a file, with their shapes checked.
#[derive(Debug)]
pub(crate) struct Weights<'a> {
    file: &'a mut GgufFile,
}

impl<'a> Weights<'a> {
    pub(crate) fn new(file: &'a mut GgufFile) -> Self {
        Self { file }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.file.has_tensor(name)
    }

    pub(crate) fn tensor(&mut self, name: &str, shape: &[usize]) -> Result<QTensor> {
        let found = self.file.shape(name)?;
        if found != shape {
            return Err(self.file.metadata().wrong(&format!(
                "the tensor {name} has the shape {found:?}, and {shape:?} is needed"
            )));
        }
        self.file.tensor(name)
    }

    /// The matrix `name.weight`, and `name.bias` where there is one.
    pub(crate) fn linear(&mut self, name: &str, rows: usize, width: usize) -> Result<Linear> {
        let weight = self.tensor(&format!("{name}.weight"), &[rows, width])?;
        let bias = self.vector_if(&format!("{name}.bias"), rows)?;
        Linear::new(Arc::new(weight), bias).map_err(crate::engine_error)
    }

    pub(crate) fn vector(&mut self, name: &str, length: usize) -> Result<Tensor> {
        let tensor = self.tensor(name, &[length])?;
        tensor.dequantize(&Device::Cpu).map_err(crate::engine_error)
    }

    pub(crate) fn vector_if(&mut self, name: &str, length: usize) -> Result<Option<Tensor>> {
        match self.has(name) {
            true => self.vector(name, length).map(Some),
            false => Ok(None),
        }
    }
}
