use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::{ChunkStream, Runnable};
use crate::{Options, Result};

/// One of several steps, chosen by the input. LangChain's `RunnableBranch`.
///
/// The first condition that holds chooses, in the order in which they were added; where none does, it is the default.
/// The steps may be of different Rust types, but have the same input, output, chunk and options. The chosen one gets the
/// options of the call and streams by itself.
///
/// ```
/// use futures::executor::block_on;
/// use surprisal_core::{Branch, Error, RunnableExt, lambda};
///
/// let greet = Branch::new(lambda(async |name: String| Ok(format!("hello {name}"))))
///     .when(|name| name.is_empty(), lambda(async |_| Ok("who is there?".to_owned())));
/// assert_eq!(block_on(greet.invoke("Ada"))?, "hello Ada");
/// assert_eq!(block_on(greet.invoke(""))?, "who is there?");
/// # Ok::<(), Error>(())
/// ```
#[must_use = "a runnable does nothing until it is invoked"]
#[doc(alias = "RunnableBranch")]
pub struct Branch<I, O, C, P> {
    cases: Vec<Case<I, O, C, P>>,
    default: Step<I, O, C, P>,
}

type Case<I, O, C, P> = (Condition<I>, Step<I, O, C, P>);
type Condition<I> = Arc<dyn Fn(&I) -> bool + Send + Sync>;
type Step<I, O, C, P> = Arc<dyn Runnable<Input = I, Output = O, Chunk = C, Options = P>>;

impl<I, O, C, P> Branch<I, O, C, P>
where
    I: Send + 'static,
    O: Send + 'static,
    C: Send + 'static,
    P: Options,
{
    /// A branch with nothing but a default.
    pub fn new(
        default: impl Runnable<Input = I, Output = O, Chunk = C, Options = P> + 'static,
    ) -> Self {
        Self {
            cases: Vec::new(),
            default: Arc::new(default),
        }
    }

    /// Adds a step for the inputs for which the condition holds, and none of those before it.
    pub fn when(
        mut self,
        condition: impl Fn(&I) -> bool + Send + Sync + 'static,
        step: impl Runnable<Input = I, Output = O, Chunk = C, Options = P> + 'static,
    ) -> Self {
        self.cases.push((Arc::new(condition), Arc::new(step)));
        self
    }

    fn choose(&self, input: &I) -> &Step<I, O, C, P> {
        self.cases
            .iter()
            .find(|(condition, _)| condition(input))
            .map_or(&self.default, |(_, step)| step)
    }
}

#[async_trait]
impl<I, O, C, P> Runnable for Branch<I, O, C, P>
where
    I: Send + 'static,
    O: Send + 'static,
    C: Send + 'static,
    P: Options,
{
    type Input = I;
    type Output = O;
    type Chunk = C;
    type Options = P;

    async fn invoke_opts(&self, input: I, options: P) -> Result<O> {
        self.choose(&input).invoke_opts(input, options).await
    }

    async fn stream_opts(&self, input: I, options: P) -> Result<ChunkStream<C>> {
        self.choose(&input).stream_opts(input, options).await
    }
}

impl<I, O, C, P> Clone for Branch<I, O, C, P> {
    fn clone(&self) -> Self {
        Self {
            cases: self.cases.clone(),
            default: Arc::clone(&self.default),
        }
    }
}

impl<I, O, C, P> fmt::Debug for Branch<I, O, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Branch")
            .field("cases", &self.cases.len())
            .finish_non_exhaustive()
    }
}
