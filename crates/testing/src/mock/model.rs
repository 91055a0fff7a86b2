use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChunkStream, Messages, Result, Runnable,
};

mockall::mock! {
    /// A chat model of which a unit test says which calls it expects and what they give: for the
    /// questions *which calls, how often, in what order*. For scripted answers with log
    /// probabilities see [`FakeChatModel`](crate::FakeChatModel).
    ///
    /// ```
    /// use surprisal_core::{AiMessage, ChatModel, Result, RunnableExt};
    /// use surprisal_testing::MockChatModel;
    ///
    /// async fn greet(model: &dyn ChatModel) -> Result<String> {
    ///     Ok(model.invoke("hi").await?.text().to_uppercase())
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let mut model = MockChatModel::new();
    /// model
    ///     .expect_invoke_opts()
    ///     .withf(|messages, _| messages.len() == 1)
    ///     .once()
    ///     .returning(|_, _| Ok(AiMessage::new("hello")));
    /// assert_eq!(greet(&model).await?, "HELLO");
    /// # Ok(()) }
    /// ```
    #[derive(Debug)]
    pub ChatModel {}

    #[async_trait]
    impl Runnable for ChatModel {
        type Input = Messages;
        type Output = AiMessage;
        type Chunk = AiMessageChunk;
        type Options = CallOptions;

        async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage>;

        async fn stream_opts(
            &self,
            input: Messages,
            options: CallOptions,
        ) -> Result<ChunkStream<AiMessageChunk>>;
    }
}
