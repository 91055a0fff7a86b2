use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use surprisal_core::ChatModel;

use super::StructuredOutput;

/// What a chat model can do where answers are values of a type. Every chat model has it.
pub trait StructuredExt: ChatModel {
    /// This model, answering with a `T`. See [`StructuredOutput`].
    ///
    /// ```
    /// use surprisal_core::{CallOptions, HasLogprobs, Result, RunnableExt};
    /// use surprisal_schema::{JsonSchema, StructuredExt};
    /// use surprisal_testing::{FakeChatModel, token};
    ///
    /// #[derive(serde::Deserialize, JsonSchema)]
    /// struct Person {
    ///     name: String,
    ///     /// In years, if it is said.
    ///     age: Option<u32>,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// # let model = FakeChatModel::new().say([token(r#"{"name":"Ann","age":"#), token("7").p(0.5), token("}")]);
    /// let model = model.bind(CallOptions::new().logprobs(true)).with_structured_output::<Person>();
    /// let person = model.invoke("Ann was born seven years ago.").await?;
    /// assert_eq!((&*person.value.name, person.value.age), ("Ann", Some(7)));
    /// assert_eq!(person.joint_probability(), Some(0.5));
    /// # Ok(()) }
    /// ```
    fn with_structured_output<T>(self) -> StructuredOutput<Self, T>
    where
        T: DeserializeOwned + JsonSchema + Send + 'static,
        Self: Sized,
    {
        StructuredOutput::new(self)
    }
}

impl<M: ChatModel + ?Sized> StructuredExt for M {}
