use std::io::Write;

use parquet::data_type::{ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::Result;
use parquet::file::writer::SerializedRowGroupWriter;

use super::super::row::{Candidate, Row};
use super::column::{Column, bytes};

/// The columns, in the order in which [`Columns::write`] writes them.
pub(super) const SCHEMA: &str = "
message tokens {
  required int64 message (INTEGER(64, false));
  required int32 choice (INTEGER(32, false));
  required binary channel (STRING);
  required int64 index (INTEGER(64, false));
  optional binary token (STRING);
  optional binary bytes;
  optional binary bytes_origin (STRING);
  required binary score (STRING);
  optional double logprob;
  optional double floor;
  optional int32 id (INTEGER(32, false));
  optional int32 rank (INTEGER(32, false));
  optional double entropy;
  optional double left_out;
  optional double margin;
  optional group top_logprobs (LIST) {
    repeated group list {
      required group element {
        optional binary token (STRING);
        optional binary bytes;
        optional binary bytes_origin (STRING);
        required binary score (STRING);
        optional double logprob;
        optional double floor;
        optional int32 id (INTEGER(32, false));
        optional int32 rank (INTEGER(32, false));
      }
    }
  }
}
";

/// How much of the path to an alternative is there: no list.
const NO_LIST: i16 = 0;
/// A list without alternatives.
const EMPTY: i16 = 1;
/// An alternative.
const ELEMENT: i16 = 2;

/// Rows, by columns.
#[derive(Default)]
pub(super) struct Columns {
    message: Column<Int64Type>,
    choice: Column<Int32Type>,
    channel: Column<ByteArrayType>,
    index: Column<Int64Type>,
    token: Candidates,
    entropy: Column<DoubleType>,
    left_out: Column<DoubleType>,
    margin: Column<DoubleType>,
    top: Candidates,
}

/// The columns that a token and its alternatives share.
#[derive(Default)]
struct Candidates {
    token: Column<ByteArrayType>,
    bytes: Column<ByteArrayType>,
    bytes_origin: Column<ByteArrayType>,
    score: Column<ByteArrayType>,
    logprob: Column<DoubleType>,
    floor: Column<DoubleType>,
    id: Column<Int32Type>,
    rank: Column<Int32Type>,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.message.len()
    }

    pub(super) fn push(&mut self, row: &Row<'_>) {
        // Unsigned numbers are kept in the bits of signed ones.
        let (message, index) = (row.message.cast_signed(), row.index.cast_signed());
        self.message.required(Some(message), 0, 0);
        self.choice.required(Some(row.choice.cast_signed()), 0, 0);
        self.channel.required(Some(bytes(row.channel)), 0, 0);
        self.index.required(Some(index), 0, 0);
        self.token.push(Some(&row.token), 0, 0);
        self.entropy.optional(row.entropy, 0, 0);
        self.left_out.optional(row.left_out, 0, 0);
        self.margin.optional(row.margin, 0, 0);
        match row.top_logprobs.as_deref() {
            None => self.top.push(None, NO_LIST, 0),
            Some([]) => self.top.push(None, EMPTY, 0),
            Some(top) => {
                for (at, candidate) in top.iter().enumerate() {
                    self.top.push(Some(candidate), ELEMENT, i16::from(at > 0));
                }
            }
        }
    }

    pub(super) fn write<W: Write + Send>(
        &self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<()> {
        self.message.write(group)?;
        self.choice.write(group)?;
        self.channel.write(group)?;
        self.index.write(group)?;
        self.token.write(group)?;
        self.entropy.write(group)?;
        self.left_out.write(group)?;
        self.margin.write(group)?;
        self.top.write(group)
    }
}

impl Candidates {
    /// Adds a candidate, or a place without one.
    fn push(&mut self, is: Option<&Candidate<'_>>, level: i16, repetition: i16) {
        let token = is.and_then(|is| is.token).map(bytes);
        let raw = is.and_then(|is| is.bytes).map(bytes);
        let origin = is.and_then(|is| is.bytes_origin).map(bytes);
        let id = is.and_then(|is| is.id).map(u32::cast_signed);
        let rank = is.and_then(|is| is.rank).map(u32::cast_signed);
        self.token.optional(token, level, repetition);
        self.bytes.optional(raw, level, repetition);
        self.bytes_origin.optional(origin, level, repetition);
        self.score
            .required(is.map(|is| bytes(is.score)), level, repetition);
        self.logprob
            .optional(is.and_then(|is| is.logprob), level, repetition);
        self.floor
            .optional(is.and_then(|is| is.floor), level, repetition);
        self.id.optional(id, level, repetition);
        self.rank.optional(rank, level, repetition);
    }

    fn write<W: Write + Send>(&self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        self.token.write(group)?;
        self.bytes.write(group)?;
        self.bytes_origin.write(group)?;
        self.score.write(group)?;
        self.logprob.write(group)?;
        self.floor.write(group)?;
        self.id.write(group)?;
        self.rank.write(group)
    }
}
