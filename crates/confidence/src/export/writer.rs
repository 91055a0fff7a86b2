use std::fmt;
use std::io::{self, Write};

use surprisal_core::{AiMessage, AiMessageChunk, HasLogprobs, Logprobs};

#[cfg(feature = "parquet")]
use super::parquet::ParquetFile;
use super::place::Places;
use super::row::Row;

/// Writes tokens as rows, one for each, for pandas, DuckDB, Polars and the like: JSON Lines, or Parquet with the feature `parquet`.
///
/// Every row has every column; what is not known is null.
///
/// | column | |
/// |---|---|
/// | `message`, `choice` | which message that was written, from 0, and the index of its choice |
/// | `channel`, `index` | `content`, `refusal`, `reasoning`, `tool_calls` or `prompt`, and the place in it, from 0 |
/// | `token` | the text as the provider wrote it, which may spell part of a character as an escape |
/// | `bytes`, `bytes_origin` | its bytes, in JSON as a list of numbers, and where they are from: `wire`, `text` or `escape` |
/// | `score` | `exact`, `floor` or `missing` |
/// | `logprob` | natural logarithm (nats), where the score is exact, and nowhere else: so it can be averaged |
/// | `floor` | the stand-in of the provider, such as −9999.0, where the score is one: it is at most about this (in JSON null if −∞) |
/// | `id`, `rank` | in the vocabulary and among all candidates (1 is the likeliest), where the provider sends them |
/// | `entropy`, `left_out` | of the candidates that are known, in nats, and the probability that these leave out |
/// | `margin` | from the first candidate to the second, in nats |
/// | `top_logprobs` | null if no list was sent; else a list, maybe empty, of alternatives with `token`, `bytes`, `bytes_origin`, `score`, `logprob`, `floor`, `id` and `rank` |
///
/// Nothing is buffered for JSON Lines, so give it a [`BufWriter`](io::BufWriter). For Parquet rows are gathered up to some
/// thousands.
///
/// ```
/// use surprisal_confidence::TokenWriter;
/// use surprisal_core::{Channel, Logprobs, Scored, TokenLogprob};
///
/// let tokens = [TokenLogprob::new(" blue", -0.5), TokenLogprob::new(".", -9999.0)];
/// let scored = Scored::new(" blue.", Logprobs::new(Channel::Content, tokens));
/// let mut rows = TokenWriter::jsonl(Vec::new());
/// rows.write(&scored)?;
/// let lines = String::from_utf8(rows.finish()?).unwrap();
/// let rows: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
/// assert_eq!(rows[0]["logprob"], -0.5);
/// assert!(rows[1]["logprob"].is_null() && rows[1]["floor"] == -9999.0);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct TokenWriter<W: Write + Send> {
    places: Places,
    format: Format<W>,
}

enum Format<W: Write + Send> {
    Jsonl(W),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetFile<W>>),
}

impl<W: Write + Send> TokenWriter<W> {
    /// Writes JSON Lines: one object for each token, each in a line.
    pub fn jsonl(out: W) -> Self {
        Self {
            places: Places::default(),
            format: Format::Jsonl(out),
        }
    }

    /// Writes a Parquet file, not compressed. `bytes` are binary, and `top_logprobs` is a list of groups.
    /// It can be read only once it is [finished](Self::finish).
    ///
    /// # Errors
    ///
    /// What the writer gives.
    #[cfg(feature = "parquet")]
    pub fn parquet(out: W) -> io::Result<Self> {
        Ok(Self {
            places: Places::default(),
            format: Format::Parquet(Box::new(ParquetFile::new(out)?)),
        })
    }

    /// Writes the tokens of anything that has some, as a message of one choice. Of an [`AiMessage`] this is the first choice:
    /// [`write_message`](Self::write_message) has all.
    ///
    /// # Errors
    ///
    /// What the writer gives.
    pub fn write(&mut self, answer: &(impl HasLogprobs + ?Sized)) -> io::Result<()> {
        self.end_message();
        self.rows(0, answer.logprobs())?;
        self.end_message();
        Ok(())
    }

    /// Writes the tokens of every choice of a message.
    ///
    /// # Errors
    ///
    /// What the writer gives.
    pub fn write_message(&mut self, message: &AiMessage) -> io::Result<()> {
        self.end_message();
        for choice in message.choices() {
            self.rows(choice.index(), choice.logprobs())?;
        }
        self.end_message();
        Ok(())
    }

    /// Writes the tokens of a piece of a message, behind those of the pieces before it. After the last piece comes
    /// [`end_message`](Self::end_message).
    ///
    /// ```
    /// use surprisal_confidence::TokenWriter;
    /// use surprisal_core::{AiMessageChunk, ChoiceChunk, Channel, Logprobs, TokenLogprob};
    ///
    /// let mut rows = TokenWriter::jsonl(Vec::new());
    /// for text in ["Hel", "lo"] {
    ///     let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new(text, -0.5)]);
    ///     let piece = ChoiceChunk::new(0, text).with_logprobs(logprobs);
    ///     rows.write_chunk(&AiMessageChunk::default().with_choice(piece))?;
    /// }
    /// rows.end_message();
    /// let lines = String::from_utf8(rows.finish()?).unwrap();
    /// assert!(lines.lines().nth(1).unwrap().contains(r#""index":1,"token":"lo""#));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What the writer gives.
    pub fn write_chunk(&mut self, chunk: &AiMessageChunk) -> io::Result<()> {
        for choice in chunk.choices() {
            self.rows(choice.index(), choice.logprobs())?;
        }
        Ok(())
    }

    /// Says that the next piece is of another message.
    pub fn end_message(&mut self) {
        self.places.end_message();
    }

    /// Ends the file, flushes the writer and gives it back.
    ///
    /// # Errors
    ///
    /// What the writer gives.
    pub fn finish(self) -> io::Result<W> {
        match self.format {
            Format::Jsonl(mut out) => {
                out.flush()?;
                Ok(out)
            }
            #[cfg(feature = "parquet")]
            Format::Parquet(file) => file.finish(),
        }
    }

    fn rows(&mut self, choice: u32, logprobs: &Logprobs) -> io::Result<()> {
        let format = &mut self.format;
        self.places
            .place(choice, logprobs, |row| format.write(&row))
    }
}

impl<W: Write + Send> Format<W> {
    fn write(&mut self, row: &Row<'_>) -> io::Result<()> {
        match self {
            Self::Jsonl(out) => {
                // At once, so that an error leaves no half of a line where the writer takes all or nothing.
                let mut line = serde_json::to_vec(row)?;
                line.push(b'\n');
                out.write_all(&line)
            }
            #[cfg(feature = "parquet")]
            Self::Parquet(file) => file.write(row),
        }
    }
}

impl<W: Write + Send> fmt::Debug for TokenWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenWriter")
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}
