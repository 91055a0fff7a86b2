use std::io::Write;

use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::SerializedRowGroupWriter;

/// The values of a column with their levels, as Dremel has them (Melnik et al. 2010): for each place how much of the path
/// to it is there, and which list it goes on with.
pub(super) struct Column<D: DataType> {
    values: Vec<D::T>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

impl<D: DataType> Column<D> {
    /// A value that may be null, of something at `level`: there it is one level further.
    pub(super) fn optional(&mut self, value: Option<D::T>, level: i16, repetition: i16) {
        let definition = level + i16::from(value.is_some());
        self.push(value, definition, repetition);
    }

    /// A value that is always there where something is at the last level; `None` where nothing is.
    pub(super) fn required(&mut self, value: Option<D::T>, level: i16, repetition: i16) {
        self.push(value, level, repetition);
    }

    fn push(&mut self, value: Option<D::T>, definition: i16, repetition: i16) {
        self.values.extend(value);
        self.definition.push(definition);
        self.repetition.push(repetition);
    }

    pub(super) fn len(&self) -> usize {
        self.definition.len()
    }

    /// Writes it as the next column of the group. Levels that the schema has no use for are not read.
    pub(super) fn write<W: Write + Send>(
        &self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<()> {
        let mut column = group.next_column()?.ok_or_else(|| {
            ParquetError::General("the schema has fewer columns than the rows".to_owned())
        })?;
        column.typed::<D>().write_batch(
            &self.values,
            Some(&self.definition),
            Some(&self.repetition),
        )?;
        column.close()
    }
}

impl<D: DataType> Default for Column<D> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            definition: Vec::new(),
            repetition: Vec::new(),
        }
    }
}

pub(super) fn bytes(bytes: impl AsRef<[u8]>) -> ByteArray {
    bytes.as_ref().to_vec().into()
}
