use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use futures_util::Stream;

use super::CallEvent;
use super::wrapper::Teller;
use crate::runnable::pieces::Source;
use crate::{ChunkStream, Error, Result, Runnable};

/// The watch over one call that has started. Dropped before the end is told, it tells that the call was cancelled.
pub(super) struct Watch<R: Runnable, F: Fn(u64, CallEvent<'_, R>)> {
    teller: Arc<Teller<F>>,
    call: u64,
    over: bool,
    /// Whether it is telling something. It stays so where whoever is told panics.
    telling: AtomicBool,
    of: PhantomData<fn() -> R>,
}

impl<R: Runnable, F: Fn(u64, CallEvent<'_, R>)> Watch<R, F> {
    pub(super) fn start(
        teller: &Arc<Teller<F>>,
        input: &R::Input,
        options: &R::Options,
        stream: bool,
    ) -> Self {
        let watch = Self {
            teller: Arc::clone(teller),
            call: teller.next_call(),
            over: false,
            telling: AtomicBool::new(false),
            of: PhantomData,
        };
        watch.tell(CallEvent::Started {
            input,
            options,
            stream,
        });
        watch
    }

    pub(super) fn tell(&self, event: CallEvent<'_, R>) {
        self.telling.store(true, Ordering::Relaxed);
        (self.teller.tell)(self.call, event);
        self.telling.store(false, Ordering::Relaxed);
    }

    pub(super) fn ended(&mut self) {
        self.over = true;
        self.tell(CallEvent::Ended);
    }

    pub(super) fn failed(&mut self, error: &Error) {
        self.over = true;
        self.tell(CallEvent::Failed(error));
    }
}

impl<R: Runnable, F: Fn(u64, CallEvent<'_, R>)> Drop for Watch<R, F> {
    fn drop(&mut self) {
        // Who has panicked would do so again, and a second panic ends the process.
        if !self.over && !self.telling.load(Ordering::Relaxed) {
            self.tell(CallEvent::Cancelled);
        }
    }
}

/// A stream that is watched. The work behind it is dropped before that is told.
pub(super) struct Watched<R: Runnable, F: Fn(u64, CallEvent<'_, R>)> {
    source: Source<R::Chunk>,
    watch: Watch<R, F>,
}

impl<R: Runnable, F: Fn(u64, CallEvent<'_, R>)> Watched<R, F> {
    pub(super) fn new(stream: ChunkStream<R::Chunk>, watch: Watch<R, F>) -> Self {
        let source = Source::new(stream);
        Self { source, watch }
    }
}

impl<R: Runnable, F: Fn(u64, CallEvent<'_, R>)> Stream for Watched<R, F> {
    type Item = Result<R::Chunk>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { source, watch } = &mut *self;
        Pin::new(source).poll_seen(cx, |item| match item {
            Some(Ok(chunk)) => watch.tell(CallEvent::Chunk(chunk)),
            Some(Err(error)) => watch.failed(error),
            None if !watch.over => watch.ended(),
            None => {}
        })
    }
}
