//! The rows as a Parquet file, by the column writers of the crate `parquet`, without Arrow.

mod column;
mod columns;
mod file;

pub(super) use file::ParquetFile;
