use surprisal_core::{Result, ToolCallChunk};

use crate::json::Reader;

/// Reads `tool_calls`, whole or in pieces. Without an `index` the place in the array counts.
pub(super) fn tool_calls(reader: &mut Reader<'_>) -> Result<Vec<ToolCallChunk>> {
    let mut calls = Vec::new();
    // Older versions of Text Generation Inference stream one by itself.
    if reader.peek() == Some(b'{') {
        calls.push(tool_call(reader, 0)?);
        return Ok(calls);
    }
    reader.nullable(|reader| {
        let mut position = 0;
        reader.array(|reader| {
            calls.push(tool_call(reader, position)?);
            position += 1;
            Ok(())
        })
    })?;
    Ok(calls)
}

fn tool_call(reader: &mut Reader<'_>, position: u32) -> Result<ToolCallChunk> {
    let mut call = ToolCallChunk::new(position, "");
    reader.object(|reader, key| {
        match key {
            "index" => call.index = reader.unsigned()?.unwrap_or(position),
            "id" => call.id = non_empty(reader)?,
            "function" => {
                reader.nullable(|reader| function(reader, &mut call))?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(call)
}

fn function(reader: &mut Reader<'_>, call: &mut ToolCallChunk) -> Result<()> {
    reader.object(|reader, key| {
        match key {
            "name" => call.name = non_empty(reader)?,
            // Some servers send the arguments as an object, not as the text of one.
            "arguments" if reader.peek() == Some(b'{') => {
                reader.raw()?.clone_into(&mut call.arguments)
            }
            "arguments" => {
                if let Some(text) = reader.nullable_string()? {
                    call.arguments = text.into_owned();
                }
            }
            _ => reader.skip()?,
        }
        Ok(())
    })
}

/// Servers that repeat the keys in every piece leave them empty.
fn non_empty(reader: &mut Reader<'_>) -> Result<Option<String>> {
    let text = reader.nullable_string()?;
    Ok(text
        .filter(|text| !text.is_empty())
        .map(|text| text.into_owned()))
}
