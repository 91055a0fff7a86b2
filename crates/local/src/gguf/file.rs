use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use candle_core::Device;
use candle_core::quantized::QTensor;
use candle_core::quantized::gguf_file::Content;
use surprisal_core::{Error, ErrorKind, Result};

use super::Metadata;

/// A GGUF file, of which the head has been read.
#[derive(Debug)]
pub(crate) struct GgufFile {
    path: PathBuf,
    reader: BufReader<File>,
    content: Content,
}

impl GgufFile {
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such file, [`ErrorKind::InvalidInput`] if it is not a GGUF.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| {
            let kind = match error.kind() {
                std::io::ErrorKind::NotFound => ErrorKind::NotFound,
                std::io::ErrorKind::PermissionDenied => ErrorKind::PermissionDenied,
                _ => ErrorKind::InvalidInput,
            };
            let message = format!("the model file {} cannot be opened", path.display());
            Error::new(kind, message).with_source(error)
        })?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let not_gguf = |why: &str| {
            Error::invalid_input(format!(
                "{} is not a GGUF model file: {why}",
                path.display()
            ))
        };
        let mut magic = [0; 4];
        reader
            .read_exact(&mut magic)
            .and_then(|()| reader.rewind())
            .map_err(|error| not_gguf("it has no four bytes to read").with_source(error))?;
        if magic != *b"GGUF" {
            return Err(not_gguf("it does not begin with \"GGUF\""));
        }
        let unreadable = || not_gguf("its head cannot be read");
        // It divides by an alignment that the file names.
        let content = catch_unwind(AssertUnwindSafe(|| Content::read(&mut reader)))
            .map_err(|_| unreadable())?
            .map_err(|error| unreadable().with_source(error))?;
        let alignment = Metadata::new(&content.metadata).size_or(ALIGNMENT, 32)?;
        if !alignment.is_power_of_two() {
            return Err(not_gguf(&format!(
                "`{ALIGNMENT}` is {alignment}, which is no power of two"
            )));
        }
        let mut bytes = 0usize;
        for (name, info) in &content.tensor_infos {
            let mut sizes = info.shape.dims().iter();
            let count = sizes.try_fold(1usize, |count, size| count.checked_mul(*size));
            // Of nothing it makes a slice at an address where none may be.
            let Some(count) = count.filter(|count| *count > 0) else {
                let shape = info.shape.dims();
                return Err(not_gguf(&format!(
                    "the tensor {name} has the shape {shape:?}"
                )));
            };
            let kind = info.ggml_dtype;
            let size = (count / kind.block_size()).checked_mul(kind.type_size());
            bytes = size
                .and_then(|size| bytes.checked_add(size))
                .unwrap_or(usize::MAX);
        }
        // It trusts a size that is no number any more, and that no two tensors are the same bytes: then a small file
        // would be a large model.
        let length = reader.get_ref().metadata().map_or(0, |file| file.len());
        if u64::try_from(bytes).is_ok_and(|bytes| bytes > length) {
            return Err(not_gguf(&format!(
                "its tensors have {bytes} bytes, and all of it {length}"
            )));
        }
        Ok(Self {
            path: path.to_owned(),
            reader,
            content,
        })
    }

    pub(crate) fn metadata(&self) -> Metadata<'_> {
        Metadata::new(&self.content.metadata)
    }

    pub(crate) fn has_tensor(&self, name: &str) -> bool {
        self.content.tensor_infos.contains_key(name)
    }

    /// How many weights there are.
    pub(crate) fn parameters(&self) -> u64 {
        let tensors = self.content.tensor_infos.values();
        tensors.map(|info| info.shape.elem_count() as u64).sum()
    }

    pub(crate) fn shape(&self, name: &str) -> Result<&[usize]> {
        let info = self.content.tensor_infos.get(name);
        let missing = || {
            self.metadata()
                .wrong(&format!("it lacks the tensor {name}"))
        };
        info.map(|info| info.shape.dims()).ok_or_else(missing)
    }

    /// Reads a tensor. The shapes are checked by whoever knows what they should be.
    pub(crate) fn tensor(&mut self, name: &str) -> Result<QTensor> {
        self.content
            .tensor(&mut self.reader, name, &Device::Cpu)
            .map_err(|error| {
                Error::invalid_input(format!(
                    "the tensor {name} of {} cannot be read",
                    self.path.display()
                ))
                .with_source(error)
            })
    }
}

const ALIGNMENT: &str = "general.alignment";
