use std::sync::mpsc;
use std::thread;

use futures::channel::oneshot;
use rusqlite::Connection;
use surprisal_core::{Error, ErrorKind, Result};

/// A thread that has the connection, and ends with the last clone.
#[derive(Clone)]
pub(crate) struct Worker {
    jobs: mpsc::Sender<Job>,
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

impl Worker {
    /// The thread of `outlived_by` goes on until the connection of this one is closed.
    pub(crate) fn start(
        name: &str,
        mut connection: Connection,
        outlived_by: Option<Self>,
    ) -> Result<Self> {
        let (jobs, received) = mpsc::channel::<Job>();
        let work = move || {
            received.into_iter().for_each(|job| job(&mut connection));
            drop(connection);
            drop(outlived_by);
        };
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
            .map_err(|source| {
                Error::new(ErrorKind::Server, "the cache's thread could not be started")
                    .with_source(source)
            })?;
        Ok(Self { jobs })
    }

    /// Does something with the connection. It is done even where this is dropped before.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (done, outcome) = oneshot::channel();
        let job = Box::new(move |connection: &mut Connection| {
            // Nobody may be waiting any more.
            let _ = done.send(job(connection));
        });
        self.jobs.send(job).map_err(|_| ended())?;
        outcome.await.map_err(|_| ended())?
    }
}

fn ended() -> Error {
    Error::new(
        ErrorKind::Server,
        "the cache's thread has ended: open the cache again",
    )
}
