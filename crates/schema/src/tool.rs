use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, ready};
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use surprisal_core::{ToolCall, ToolDefinition, ToolMessage};

use crate::json::{Form, read};

/// A function that a model may call: what the model is told of it, and what runs.
///
/// Its arguments are one type, which is read from the call and whose schema, with the comments on its fields, tells
/// the model what to give. A type that is no struct is the argument `value`; a function without arguments takes `()`.
///
/// A clone shares the function. A function that holds something clones it into each call, as in
/// `move |args: Args| { let held = held.clone(); async move { … } }`.
///
/// ```
/// use serde_json::{Map, json};
/// use surprisal_core::{BaseMessage, Result, ToolCall};
/// use surprisal_schema::{JsonSchema, Tool};
///
/// #[derive(serde::Deserialize, JsonSchema)]
/// struct Place {
///     /// The name of the city.
///     city: String,
/// }
///
/// let weather = Tool::new("get_weather", "The weather in a city", async |place: Place| -> Result<String> {
///     Ok(format!("It rains in {}", place.city))
/// });
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let call = ToolCall::new("call_1", "get_weather", Map::from_iter([("city".to_owned(), json!("Paris"))]));
/// assert_eq!(weather.call(&call).await.text(), "It rains in Paris");
/// # });
/// ```
#[derive(Clone)]
#[doc(alias = "StructuredTool")]
pub struct Tool {
    definition: Arc<ToolDefinition>,
    form: Arc<Form>,
    function: Arc<Function>,
}

/// From the arguments to the result, or to what the model should know of why there is none.
type Function =
    dyn Fn(&Map<String, Value>) -> BoxFuture<'static, Result<String, String>> + Send + Sync;

impl Tool {
    /// A function of this name, with what the model is told of it.
    ///
    /// A result that is a text goes to the model as it is, all else as JSON. An error goes to the model too, as what
    /// it displays: so does that of a time limit, `tokio::time::timeout(limit, work).await?`, without which a function
    /// may take as long as it likes. A panic is a defect and goes on to the caller; in a task of its own,
    /// `tokio::spawn(work).await?`, it is an error as well.
    pub fn new<Args, Out, E, Fut>(
        name: impl Into<String>,
        description: impl Into<String>,
        function: impl Fn(Args) -> Fut + Send + Sync + 'static,
    ) -> Self
    where
        Args: DeserializeOwned + JsonSchema,
        Out: Serialize + 'static,
        E: Into<Box<dyn StdError + Send + Sync>> + 'static,
        Fut: Future<Output = Result<Out, E>> + Send + 'static,
    {
        let form = Arc::new(Form::of::<Args>());
        let definition = ToolDefinition::new(name, form.schema.clone());
        let expected = Arc::clone(&form);
        let call = move |arguments: &Map<String, Value>| match read(arguments, expected.wrapping) {
            Ok(arguments) => function(arguments).map(written).boxed(),
            Err(error) => ready(Err(format!(
                "the arguments do not fit: {error}; they must follow this JSON schema: {}",
                expected.schema
            )))
            .boxed(),
        };
        Self {
            definition: Arc::new(definition.with_description(description)),
            form,
            function: Arc::new(call),
        }
    }

    /// Asks the service to enforce the schema, or not to: unless it is said, the service decides.
    ///
    /// An enforced schema is a narrower one: every argument must be given, and `null` for an `Option` that has none.
    /// Types that cannot be written so, such as maps, tuples and any JSON, are not enforced: the
    /// [definition](Self::definition) says `strict() == Some(false)` then.
    #[must_use]
    pub fn strict(mut self, enforce: bool) -> Self {
        let (schema, strict) = match enforce {
            true => self.form.enforced(),
            false => (&self.form.schema, false),
        };
        let definition = ToolDefinition::new(self.name(), schema.clone()).with_strict(strict);
        let description = self.definition.description().unwrap_or_default();
        self.definition = Arc::new(definition.with_description(description));
        self
    }

    /// The name that the model calls it by.
    pub fn name(&self) -> &str {
        self.definition.name()
    }

    /// What the model is told of it.
    pub fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    /// Makes the call: the message that answers it, under its id and name. Where the arguments do not fit or the
    /// function fails, it [is an error](ToolMessage::is_error) whose text says what is wrong and what would fit.
    pub async fn call(&self, call: &ToolCall) -> ToolMessage {
        let result = (self.function)(&call.arguments).await;
        let is_error = result.is_err();
        let (Ok(text) | Err(text)) = result;
        ToolMessage::new(&call.id, text)
            .with_name(&call.name)
            .with_error(is_error)
    }
}

impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tool")
            .field("definition", &self.definition)
            .finish_non_exhaustive()
    }
}

impl From<Tool> for ToolDefinition {
    fn from(tool: Tool) -> Self {
        Arc::unwrap_or_clone(tool.definition)
    }
}

impl From<&Tool> for ToolDefinition {
    fn from(tool: &Tool) -> Self {
        tool.definition().clone()
    }
}

fn written<Out: Serialize, E: Into<Box<dyn StdError + Send + Sync>>>(
    result: Result<Out, E>,
) -> Result<String, String> {
    let result = result.map_err(|error| error.into().to_string())?;
    // By way of a `Value`, an `f32` would get the digits of an `f64`.
    match serde_json::to_string(&result) {
        Ok(json) => Ok(serde_json::from_str(&json).unwrap_or(json)),
        Err(error) => Err(format!("the result cannot be written as JSON: {error}")),
    }
}
