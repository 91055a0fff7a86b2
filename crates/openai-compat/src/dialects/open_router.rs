use serde_json::{Map, Value, json};
use surprisal_core::{Capabilities, Feature, Support};

use crate::{ChatCompletions, Dialect};

/// A model behind OpenRouter, such as `openai/gpt-4o-mini`.
pub type ChatOpenRouter = ChatCompletions<OpenRouter>;

/// OpenRouter, which has many services behind it.
///
/// Those behind it that do not know an option pass over it in silence. So where log probabilities are asked
/// for, only such are asked as know all options of the call, by `provider.require_parameters`; other wishes for
/// them go beside it:
///
/// ```
/// use serde_json::json;
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_openai_compat::ChatOpenRouter;
///
/// let routing = json!({"provider": {"order": ["OpenAI"]}});
/// let routing = routing.as_object().cloned().unwrap_or_default();
/// let llm = ChatOpenRouter::builder("openai/gpt-4o-mini")
///     .api_key("secret")
///     .build()?
///     .bind(CallOptions::new().logprobs(true).provider("openrouter", routing));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OpenRouter;

impl Dialect for OpenRouter {
    const PROVIDER: &'static str = "openrouter";
    const BASE_URL: &'static str = "https://openrouter.ai/api/v1";
    const KEY_VARIABLE: &'static str = "OPENROUTER_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "OPENROUTER_BASE_URL";
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .some_models(Feature::LOGPROBS)
        .some_models(Feature::SAMPLING)
        .some_models(Feature::TOOLS)
        .some_models(Feature::JSON)
        .some_models(&[Feature::ReasoningEffort])
        .with(&[Feature::N], Support::Unknown);

    fn translate(request: &mut Map<String, Value>) {
        if request.get("logprobs") == Some(&Value::Bool(true)) {
            let routing = json!({"require_parameters": true});
            request.insert("provider".to_owned(), routing);
        }
        if let Some(effort) = request.remove("reasoning_effort") {
            request.insert("reasoning".to_owned(), json!({"effort": effort}));
        }
    }
}
