use serde::Deserialize;
use serde_json::{Map, Value};

/// What a server knows of a model: Ollama's `ShowResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ModelInfo {
    /// What it can do: `completion`, `tools`, `thinking`, `vision`, `audio`, `insert`, `embedding`. Empty at older servers.
    pub capabilities: Vec<String>,
    /// The template of its prompts, in the language of Go's templates.
    pub template: Option<String>,
    /// Its parameters, a line each, as a model file has them.
    pub parameters: Option<String>,
    /// Its system message.
    pub system: Option<String>,
    /// Its licence.
    pub license: Option<String>,
    /// Its format, family, size and quantization, such as `{"family": "llama", "parameter_size": "8.0B"}`.
    pub details: Map<String, Value>,
    /// The metadata of its file, such as `llama.context_length`.
    pub model_info: Map<String, Value>,
    /// All else that the server says, as it says it.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ModelInfo {
    /// Whether it can do this, by one of the names of [`capabilities`](Self#structfield.capabilities).
    pub fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known == capability)
    }

    /// How many tokens of context it was made for. The server may give it fewer.
    pub fn context_length(&self) -> Option<u64> {
        let mut fields = self.model_info.iter();
        fields.find_map(|(name, value)| match name.ends_with(".context_length") {
            true => value.as_u64(),
            false => None,
        })
    }
}
