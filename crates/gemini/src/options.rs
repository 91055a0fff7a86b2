use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use surprisal_core::{CallOptions, ProviderOptions, Takes};

use crate::{ChatGemini, ChatVertexAi, PROVIDER};

/// What only Gemini has, also at Vertex AI. Bind it to a [`ChatGemini`] or a [`ChatVertexAi`] or to what wraps one; for a
/// `dyn ChatModel` turn it [into](CallOptions::from) call options, which other providers pass over.
///
/// A field of a request that is not here can be given to [`CallOptions::extra`], which replaces whole fields such as
/// `generationConfig`.
///
/// ```
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_gemini::{ChatGemini, GeminiOptions};
///
/// let llm = ChatGemini::builder("gemini-2.5-flash")
///     .api_key("secret")
///     .build()?
///     .bind(CallOptions::new().max_tokens(1000))
///     .bind(GeminiOptions::new().thinking_budget(512).include_thoughts(true));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct GeminiOptions {
    /// Sample only from this many of the likeliest tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u32>,
    /// Whether the answer is to tell what the model thought, in a summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_thoughts: Option<bool>,
    /// The most tokens to think, of models up to Gemini 2.5: 0 for none, −1 for as many as the model finds fit. It goes
    /// before [`CallOptions::reasoning_effort`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_budget: Option<i32>,
    /// How much to think, of models since Gemini 3: `minimal`, `low`, `medium`, `high`. It goes before
    /// [`CallOptions::reasoning_effort`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_level: Option<String>,
    /// From what probability of harm on something is blocked, category by category.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub safety_settings: Vec<Value>,
    /// A prompt that the service has kept, by its name, such as `cachedContents/abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached_content: Option<String>,
    /// Tools that the service runs itself, beside the functions of [`CallOptions::tools`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Value>,
    /// What the answer may consist of: `TEXT`, `IMAGE`, `AUDIO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_modalities: Option<Vec<String>>,
    /// How many tokens pictures and films are read as: `MEDIA_RESOLUTION_LOW`, `MEDIA_RESOLUTION_MEDIUM`,
    /// `MEDIA_RESOLUTION_HIGH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_resolution: Option<String>,
    /// How the answer is to sound, as Gemini's `speechConfig` object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speech_config: Option<Value>,
    /// How pictures in the answer are to be, as Gemini's `imageConfig` object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_config: Option<Value>,
}

impl GeminiOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`top_k`](Self#structfield.top_k).
    #[must_use]
    pub fn top_k(mut self, count: u32) -> Self {
        self.top_k = Some(count);
        self
    }

    /// Sets [`include_thoughts`](Self#structfield.include_thoughts).
    #[must_use]
    pub fn include_thoughts(mut self, on: bool) -> Self {
        self.include_thoughts = Some(on);
        self
    }

    /// Sets [`thinking_budget`](Self#structfield.thinking_budget).
    #[must_use]
    pub fn thinking_budget(mut self, tokens: i32) -> Self {
        self.thinking_budget = Some(tokens);
        self
    }

    /// Sets [`thinking_level`](Self#structfield.thinking_level).
    #[must_use]
    pub fn thinking_level(mut self, level: impl Into<String>) -> Self {
        self.thinking_level = Some(level.into());
        self
    }

    /// Adds to [`safety_settings`](Self#structfield.safety_settings): a category such as
    /// `HARM_CATEGORY_DANGEROUS_CONTENT` and a threshold such as `BLOCK_ONLY_HIGH`.
    #[must_use]
    pub fn safety(mut self, category: impl Into<String>, threshold: impl Into<String>) -> Self {
        let (category, threshold) = (category.into(), threshold.into());
        let setting = json!({"category": category, "threshold": threshold});
        self.safety_settings.push(setting);
        self
    }

    /// Sets [`cached_content`](Self#structfield.cached_content).
    #[must_use]
    pub fn cached_content(mut self, name: impl Into<String>) -> Self {
        self.cached_content = Some(name.into());
        self
    }

    /// Adds to [`tools`](Self#structfield.tools): a tool by its name on the wire, such as `googleSearch`, `urlContext` or
    /// `codeExecution`, and its settings, an empty object if there are none.
    ///
    /// What it did is in the answer's content as blocks of the kind `opaque`, in Gemini's form.
    ///
    /// ```
    /// use serde_json::json;
    /// use surprisal_gemini::GeminiOptions;
    ///
    /// let options = GeminiOptions::new()
    ///     .tool("googleSearch", json!({}))
    ///     .tool("urlContext", json!({}));
    /// ```
    #[must_use]
    pub fn tool(mut self, name: impl Into<String>, settings: Value) -> Self {
        let tool = Map::from_iter([(name.into(), settings)]);
        self.tools.push(tool.into());
        self
    }

    /// Sets [`response_modalities`](Self#structfield.response_modalities).
    #[must_use]
    pub fn response_modalities(mut self, kinds: impl IntoIterator<Item: Into<String>>) -> Self {
        self.response_modalities = Some(kinds.into_iter().map(Into::into).collect());
        self
    }

    /// Sets [`media_resolution`](Self#structfield.media_resolution).
    #[must_use]
    pub fn media_resolution(mut self, level: impl Into<String>) -> Self {
        self.media_resolution = Some(level.into());
        self
    }

    /// Sets [`speech_config`](Self#structfield.speech_config).
    #[must_use]
    pub fn speech_config(mut self, config: Value) -> Self {
        self.speech_config = Some(config);
        self
    }

    /// Sets [`image_config`](Self#structfield.image_config).
    #[must_use]
    pub fn image_config(mut self, config: Value) -> Self {
        self.image_config = Some(config);
        self
    }
}

impl From<GeminiOptions> for CallOptions {
    /// The options under Gemini's name, each by its name on the wire.
    fn from(options: GeminiOptions) -> Self {
        let fields = match serde_json::to_value(options) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        Self::new().provider(PROVIDER, fields)
    }
}

impl ProviderOptions for GeminiOptions {}
impl Takes<GeminiOptions> for ChatGemini {}
impl Takes<GeminiOptions> for ChatVertexAi {}

/// The part of a request that an option belongs into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// `generationConfig`.
    Generation,
    /// `generationConfig.thinkingConfig`.
    Thinking,
    /// Beside the functions.
    Tools,
    /// The request itself.
    Request,
}

impl Place {
    /// Where the option of this name on the wire belongs.
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "topK" | "responseModalities" | "mediaResolution" | "speechConfig" | "imageConfig" => {
                Self::Generation
            }
            "includeThoughts" | "thinkingBudget" | "thinkingLevel" => Self::Thinking,
            "tools" => Self::Tools,
            _ => Self::Request,
        }
    }
}
