use std::collections::VecDeque;

use futures::future::BoxFuture;
use futures::stream::{self, FuturesOrdered};
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use surprisal_core::{AiMessageChunk, ChatModel, ChunkStream, Messages, Result, ToolMessage};

use super::ToolRunEvent;
use super::session::{Next, Session, Work};

/// The events of a run, once it is known whether the model answers.
pub(super) async fn events<M: ChatModel + 'static>(
    session: Session<M>,
    input: Messages,
) -> Result<ChunkStream<ToolRunEvent>> {
    let mut driver = Driver {
        session,
        step: Step::Decide,
        due: VecDeque::new(),
    };
    driver.happen(ToolRunEvent::Asked(input));
    if !driver.session.is_due() {
        driver.step = Step::Answer(driver.session.answer_stream().await?);
    }
    Ok(stream::try_unfold(driver, Driver::next).boxed())
}

struct Driver<M> {
    session: Session<M>,
    step: Step,
    /// What has happened and has not been told.
    due: VecDeque<ToolRunEvent>,
}

/// What is being waited for.
enum Step {
    Ask,
    Answer(ChunkStream<AiMessageChunk>),
    Decide,
    Results(FuturesOrdered<BoxFuture<'static, ToolMessage>>),
    End,
}

impl<M: ChatModel> Driver<M> {
    async fn next(mut self) -> Result<Option<(ToolRunEvent, Self)>> {
        loop {
            if let Some(event) = self.due.pop_front() {
                return Ok(Some((event, self)));
            }
            match &mut self.step {
                Step::Ask => self.step = Step::Answer(self.session.answer_stream().await?),
                Step::Answer(chunks) => match chunks.try_next().await {
                    Err(error) => return Err(self.session.interrupted(error)),
                    Ok(Some(chunk)) => self.happen(ToolRunEvent::Chunk(chunk)),
                    Ok(None) => {
                        self.step = Step::Decide;
                        self.happen(ToolRunEvent::Answered);
                    }
                },
                Step::Decide => match self.session.next().await {
                    Next::Work(work) => self.begin(work),
                    Next::End(end) => {
                        self.step = Step::End;
                        self.happen(ToolRunEvent::Ended(end));
                    }
                },
                Step::Results(results) => match results.next().await {
                    Some(result) => self.happen(ToolRunEvent::Result(result)),
                    None => self.step = Step::Ask,
                },
                Step::End => return Ok(None),
            }
        }
    }

    fn begin(&mut self, work: Vec<Work>) {
        for work in &work {
            if let Work::Call(_, call) = work {
                self.happen(ToolRunEvent::Called(call.clone()));
            }
        }
        let work = work.into_iter().map(|work| work.done().boxed());
        self.step = Step::Results(work.collect());
    }

    /// The run that the next round is asked with is the sum of the events, as it is for whoever reads them.
    fn happen(&mut self, event: ToolRunEvent) {
        self.session.run.apply(event.clone());
        self.due.push_back(event);
    }
}
