use std::io::{self, Write};
use std::sync::Arc;

use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::super::row::Row;
use super::columns::{Columns, SCHEMA};

/// How many rows a group has: with twenty alternatives each it holds some ten megabytes until it is written.
const GROUP: usize = 8192;

/// A file that is being written.
pub(crate) struct ParquetFile<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Columns,
}

impl<W: Write + Send> ParquetFile<W> {
    pub(crate) fn new(out: W) -> io::Result<Self> {
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let properties = Arc::new(WriterProperties::builder().build());
        Ok(Self {
            file: SerializedFileWriter::new(out, schema, properties)?,
            columns: Columns::default(),
        })
    }

    pub(crate) fn write(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.columns.push(row);
        if self.columns.len() >= GROUP {
            self.write_group()?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<W> {
        if self.columns.len() > 0 {
            self.write_group()?;
        }
        Ok(self.file.into_inner()?)
    }

    fn write_group(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group()?;
        std::mem::take(&mut self.columns).write(&mut group)?;
        group.close()?;
        Ok(())
    }
}
