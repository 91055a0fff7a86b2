use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use futures_util::stream;
use surprisal_core::{AiMessage, AiMessageChunk, Error, ErrorKind};

use super::MockChatModel;

impl MockChatModel {
    /// Expects one call, whole or streamed, and gives this answer. What is expected first is given first; a call that does
    /// not come, or one too many, fails the test.
    ///
    /// For what a call must look like, or how often it may come, see mockall's own `expect_invoke_opts` and
    /// `expect_stream_opts`; these and this one can be used side by side.
    ///
    /// ```
    /// use surprisal_core::{ErrorKind, RunnableExt};
    /// use surprisal_testing::MockChatModel;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
    /// let mut model = MockChatModel::new();
    /// model.expect_error(ErrorKind::RateLimited);
    /// model.expect_answer("hello");
    /// assert!(model.invoke("hi").await.is_err());
    /// assert_eq!(model.invoke("hi").await?.text(), "hello");
    /// # Ok(()) }
    /// ```
    pub fn expect_answer(&mut self, answer: impl Into<AiMessageChunk>) {
        let expected = Arc::new(Expected::default());
        let answer = answer.into();
        let whole = answer.clone();
        let (open, taken) = (Arc::clone(&expected), Arc::clone(&expected));
        self.expect_invoke_opts()
            .withf(move |_, _| open.is_due())
            .returning(move |_, _| {
                taken.came();
                Ok(AiMessage::from(whole.clone()))
            });
        let open = Arc::clone(&expected);
        self.expect_stream_opts()
            .withf(move |_, _| open.is_due())
            .returning(move |_, _| {
                expected.came();
                Ok(Box::pin(stream::iter([Ok(answer.clone())])))
            });
    }

    /// Expects one call, whole or streamed, and fails it by an error of this kind. Otherwise as
    /// [`expect_answer`](Self::expect_answer).
    pub fn expect_error(&mut self, kind: ErrorKind) {
        let error = move || Error::new(kind, "the mock was told so").with_provider("mock");
        let expected = Arc::new(Expected::default());
        let (open, taken) = (Arc::clone(&expected), Arc::clone(&expected));
        self.expect_invoke_opts()
            .withf(move |_, _| open.is_due())
            .returning(move |_, _| {
                taken.came();
                Err(error())
            });
        let open = Arc::clone(&expected);
        self.expect_stream_opts()
            .withf(move |_, _| open.is_due())
            .returning(move |_, _| {
                expected.came();
                Err(error())
            });
    }
}

/// One call that is expected, in either of two ways. It is dropped with the mock.
#[derive(Default)]
struct Expected(AtomicUsize);

impl Expected {
    fn is_due(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }

    fn came(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        let came = *self.0.get_mut();
        assert!(
            came == 1 || thread::panicking(),
            "a call of MockChatModel was expected once and came {came} times"
        );
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;
    use surprisal_core::RunnableExt as _;

    use super::*;

    #[tokio::test]
    async fn answers_come_in_their_order_whole_or_streamed() {
        let mut model = MockChatModel::new();
        for text in ["a", "b", "c"] {
            model.expect_answer(text);
        }
        assert_eq!(model.invoke("x").await.unwrap().text(), "a");
        let chunks: Vec<_> = model.stream("x").await.unwrap().collect().await;
        assert_eq!(chunks[0].as_ref().unwrap().text(), "b");
        assert_eq!(model.invoke("x").await.unwrap().text(), "c");
    }

    #[tokio::test]
    async fn an_error_is_that_of_the_call() {
        let mut model = MockChatModel::new();
        model.expect_error(ErrorKind::Server);
        model.expect_error(ErrorKind::Timeout);
        let streamed = model.stream("x").await.err().unwrap();
        assert_eq!(streamed.kind(), ErrorKind::Server);
        assert_eq!(
            model.invoke("x").await.unwrap_err().kind(),
            ErrorKind::Timeout
        );
    }

    #[test]
    #[should_panic(expected = "was expected once and came 0 times")]
    fn a_call_that_does_not_come_fails_the_test() {
        MockChatModel::new().expect_answer("a");
    }

    #[tokio::test]
    #[should_panic(expected = "No matching expectation found")]
    async fn a_call_too_many_fails_the_test() {
        let mut model = MockChatModel::new();
        model.expect_answer("a");
        let _ = model.invoke("x").await;
        let _ = model.stream("x").await;
    }

    #[tokio::test]
    async fn what_mockall_expects_is_beside_it() {
        let mut model = MockChatModel::new();
        model
            .expect_invoke_opts()
            .withf(|_, options| options.wants_logprobs())
            .once()
            .returning(|_, _| Ok(AiMessage::new("scored")));
        model.expect_answer("plain");
        assert_eq!(model.invoke("x").await.unwrap().text(), "plain");
        let options = surprisal_core::CallOptions::new().logprobs(true);
        let said = (&model).bind(options).invoke("x").await.unwrap();
        assert_eq!(said.text(), "scored");
    }
}
