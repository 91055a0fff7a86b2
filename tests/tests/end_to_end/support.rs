//! A model on the real server, one test at a time.

use std::sync::Arc;

use surprisal::openai::ChatOpenAi;
use surprisal::{Bound, CallOptions, RunnableExt};
use surprisal_tests::llama::{ALIAS, Llama};
use tokio::sync::{Mutex, MutexGuard};

/// What the seed's program says.
pub(crate) const HELLO: (&str, &str) = ("human", "how are you today");

/// A model and the turn to ask it: what is computed beside something else differs in the last digits.
pub(crate) struct Real {
    pub(crate) model: ChatOpenAi,
    pub(crate) url: String,
    _turn: MutexGuard<'static, ()>,
    _server: Arc<Llama>,
}

/// `None`, and a line that says so, where there is no server.
pub(crate) async fn real() -> Option<Real> {
    static TURN: Mutex<()> = Mutex::const_new(());
    // Before its turn, so that the server stays while there is a test that waits.
    let server = Llama::shared().unwrap()?;
    let url = format!("{}/v1", server.url());
    Some(Real {
        model: ChatOpenAi::builder(ALIAS).base_url(&*url).build().unwrap(),
        url,
        _turn: TURN.lock().await,
        _server: server,
    })
}

impl Real {
    /// A model that gives the same answer again and again, with logprobs.
    pub(crate) fn greedy(&self, max_tokens: u32) -> Bound<ChatOpenAi> {
        let options = CallOptions::new()
            .logprobs(true)
            .top_logprobs(3)
            .temperature(0.0)
            .max_tokens(max_tokens)
            // A prompt that is remembered changes the last digits.
            .extra("cache_prompt", false);
        self.model.clone().bind(options)
    }
}
