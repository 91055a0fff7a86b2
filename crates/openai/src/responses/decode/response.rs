use std::borrow::Cow;

use surprisal_core::{ResponseMetadata, Result, Usage};
use surprisal_openai_compat::wire::Reader;

use super::event::string;

/// A response, whole or as it is told at the beginning of a stream.
#[derive(Default)]
pub(crate) struct Response<'a> {
    /// The texts of its items; `None` if there is no such list.
    pub(crate) output: Option<Vec<&'a str>>,
    /// The text of an error, if there is one, or of all where it is an error by itself.
    pub(crate) failure: Option<&'a str>,
    pub(super) status: Cow<'a, str>,
    /// Why it is incomplete.
    pub(super) reason: Cow<'a, str>,
    pub(super) usage: Usage,
    pub(super) service_tier: Option<String>,
    /// The text of what Azure's content filters say.
    pub(super) content_filters: Option<&'a str>,
    id: Cow<'a, str>,
    model: Cow<'a, str>,
    created: Option<u64>,
}

impl<'a> Response<'a> {
    /// Reads the text of one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) with the text as body.
    pub(crate) fn read(text: &'a str) -> Result<Self> {
        let mut response = Self::default();
        let mut reader = Reader::new(text);
        let mut is_error = false;
        reader
            .object(|reader, key| match key {
                // What some servers send in place of an answer.
                "object" | "type" => {
                    is_error |= string(reader)?.as_deref() == Some("error");
                    Ok(())
                }
                _ => response.field(reader, key),
            })
            .and_then(|()| reader.end())
            .map_err(|error| error.with_body(text))?;
        if is_error {
            response.failure.get_or_insert(text);
        }
        Ok(response)
    }

    fn field(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<()> {
        match key {
            "id" => self.id = string(reader)?.unwrap_or_default(),
            "model" => self.model = string(reader)?.unwrap_or_default(),
            "created_at" => self.created = figure(reader)?.filter(|seconds| *seconds > 0),
            "service_tier" => self.service_tier = string(reader)?.map(Cow::into_owned),
            "status" => self.status = string(reader)?.unwrap_or_default(),
            "error" => self.failure = reader.nullable(Reader::raw)?,
            "incomplete_details" => {
                reader.nullable(|reader| {
                    reader.object(|reader, key| {
                        match key {
                            "reason" => self.reason = string(reader)?.unwrap_or_default(),
                            _ => reader.skip()?,
                        }
                        Ok(())
                    })
                })?;
            }
            "output" => {
                let mut output = Vec::new();
                reader.nullable(|reader| {
                    reader.array(|reader| {
                        output.push(reader.raw()?);
                        Ok(())
                    })
                })?;
                self.output = Some(output);
            }
            "content_filters" => self.content_filters = reader.nullable(Reader::raw)?,
            "usage" => self.usage = reader.nullable(usage)?.unwrap_or_default(),
            _ => reader.skip()?,
        }
        Ok(())
    }

    /// What names the answer: known from the beginning, unlike its class of service.
    pub(crate) fn identity(&self) -> ResponseMetadata {
        let own = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut metadata = ResponseMetadata::default();
        metadata.id = own(&self.id);
        metadata.model = own(&self.model);
        metadata.created = self.created;
        metadata
    }
}

fn usage(reader: &mut Reader<'_>) -> Result<Usage> {
    let mut usage = Usage::default();
    reader.object(|reader, key| {
        match key {
            "input_tokens" => usage.input_tokens = figure(reader)?,
            "output_tokens" => usage.output_tokens = figure(reader)?,
            "total_tokens" => usage.total_tokens = figure(reader)?,
            "input_tokens_details" => usage.cached_tokens = detail(reader, "cached_tokens")?,
            "output_tokens_details" => {
                usage.reasoning_tokens = detail(reader, "reasoning_tokens")?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(usage)
}

fn detail(reader: &mut Reader<'_>, name: &str) -> Result<Option<u64>> {
    let mut found = None;
    reader.nullable(|reader| {
        reader.object(|reader, key| {
            if key == name {
                found = figure(reader)?;
                return Ok(());
            }
            reader.skip()
        })
    })?;
    Ok(found)
}

/// A whole number, which some servers write as `12.0`; any other value counts as none.
fn figure(reader: &mut Reader<'_>) -> Result<Option<u64>> {
    let number: Option<f64> = reader.raw()?.parse().ok();
    let whole = number.filter(|number| *number >= 0.0 && number.fract() == 0.0);
    Ok(whole.map(|number| number as u64))
}
