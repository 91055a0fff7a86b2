use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A tool that OpenAI runs itself, on the Responses API.
///
/// What it did comes back in the answer's content as a block of the kind `opaque`, in OpenAI's form.
///
/// ```
/// use surprisal_openai::{BuiltInTool, OpenAiOptions};
///
/// let options = OpenAiOptions::new().tools([
///     BuiltInTool::web_search().with("search_context_size", "low"),
///     BuiltInTool::file_search(["vs_1"]),
///     BuiltInTool::new("image_generation").with("size", "1024x1024"),
/// ]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BuiltInTool(Map<String, Value>);

impl BuiltInTool {
    /// A tool of this type, such as `image_generation`.
    pub fn new(kind: impl Into<String>) -> Self {
        Self(Map::from_iter([("type".to_owned(), kind.into().into())]))
    }

    /// Searches the web.
    pub fn web_search() -> Self {
        Self::new("web_search")
    }

    /// Searches the files of these vector stores.
    pub fn file_search(vector_store_ids: impl IntoIterator<Item: Into<String>>) -> Self {
        let ids: Vec<String> = vector_store_ids.into_iter().map(Into::into).collect();
        Self::new("file_search").with("vector_store_ids", ids)
    }

    /// Runs Python in a container that it makes.
    pub fn code_interpreter() -> Self {
        let container = Map::from_iter([("type".to_owned(), "auto".into())]);
        Self::new("code_interpreter").with("container", container)
    }

    /// The tools of the MCP server at this address, under this label.
    pub fn mcp(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self::new("mcp")
            .with("server_label", label.into())
            .with("server_url", url.into())
    }

    /// Sets a field of the tool, by its name on the wire.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }
}
