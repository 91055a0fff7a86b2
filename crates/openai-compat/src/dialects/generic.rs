use crate::Dialect;

/// Any server that speaks Chat Completions, such as llama.cpp's: without a key unless one is given.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generic;

impl Dialect for Generic {
    const PROVIDER: &'static str = "openai-compatible";
    const BASE_URL: &'static str = "http://localhost:8080/v1";
    const KEY_VARIABLE: &'static str = "OPENAI_COMPATIBLE_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "OPENAI_COMPATIBLE_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
}
