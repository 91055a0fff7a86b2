use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use surprisal_core::{Error, ErrorKind, Result};

use super::job::{Done, Job, Task};
use super::jobs::Jobs;
use super::waiter::Waiter;
use crate::generate::{Halt, answer, score};
use crate::loaded::Loaded;
use crate::{ModelFile, ModelInfo, ModelStore, PROVIDER, Progress, catalog};

/// How to get the model.
#[derive(Clone)]
pub(crate) struct Recipe {
    /// What was asked for; see [`locate`](crate::locate).
    pub(crate) model: String,
    pub(crate) context_length: Option<usize>,
    pub(crate) store: ModelStore,
    pub(crate) on_progress: Arc<dyn Fn(&Progress<'_>) + Send + Sync>,
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recipe")
            .field("model", &self.model)
            .field("context_length", &self.context_length)
            .finish_non_exhaustive()
    }
}

/// Starts the thread of a model.
///
/// # Errors
///
/// [`ErrorKind::Server`] if there can be no further thread.
pub(crate) fn spawn(recipe: Recipe) -> Result<Sender<Job>> {
    let (sender, receiver) = mpsc::channel();
    let run = move || {
        Worker {
            recipe,
            model: None,
        }
        .run(&mut Jobs::new(receiver))
    };
    thread().spawn(run).map_err(no_thread)?;
    Ok(sender)
}

fn thread() -> thread::Builder {
    thread::Builder::new().name("surprisal-local".to_owned())
}

fn no_thread(error: io::Error) -> Error {
    Error::new(ErrorKind::Server, "there can be no thread for the model")
        .with_provider(PROVIDER)
        .with_source(error)
}

struct Worker {
    recipe: Recipe,
    /// `None` until it is needed, and after it could not be loaded: then the next job tries again.
    model: Option<(Loaded, ModelInfo)>,
}

impl Worker {
    fn run(&mut self, jobs: &mut Jobs) {
        while let Some(job) = jobs.next() {
            let Some((model, info)) = &mut self.model else {
                // It waits with the others until there is a model.
                jobs.put_back(job);
                self.load(jobs);
                continue;
            };
            let done = catch_unwind(AssertUnwindSafe(|| do_job(model, info, &job, jobs)));
            match done {
                Ok(Ok(done)) => job.succeed(done),
                Ok(Err(Halt::Abandoned)) => {}
                Ok(Err(Halt::Failed(error))) => {
                    if error.kind() == ErrorKind::Server {
                        // Arithmetic that failed half way may have left a part of the cache behind.
                        self.model = None;
                    }
                    job.fail(error);
                }
                Err(_) => {
                    // What a panic leaves behind may be half done.
                    self.model = None;
                    job.fail(panicked());
                }
            }
        }
    }

    /// Loads the model, while those that wait for it are seen to; the first of them is told if it fails.
    fn load(&mut self, jobs: &mut Jobs) {
        let recipe = &self.recipe;
        let loaded = thread::scope(|scope| {
            let (sender, loaded) = mpsc::channel();
            let load = move || {
                let loaded = catch_unwind(AssertUnwindSafe(|| recipe.load()));
                // It is waited for below.
                let _ = sender.send(loaded.unwrap_or_else(|_| Err(panicked())));
            };
            thread().spawn_scoped(scope, load).map_err(no_thread)?;
            loop {
                match loaded.recv_timeout(TICK) {
                    Ok(loaded) => return loaded,
                    Err(RecvTimeoutError::Timeout) => jobs.sweep(),
                    Err(RecvTimeoutError::Disconnected) => return Err(panicked()),
                }
            }
        });
        match loaded {
            Ok(model) => self.model = Some(model),
            Err(error) => jobs.fail_first(error),
        }
    }
}

fn do_job(model: &mut Loaded, info: &ModelInfo, job: &Job, jobs: &mut Jobs) -> Result<Done, Halt> {
    job.check_time()?;
    let mut waiter = Waiter::new(jobs, job);
    Ok(match &job.task {
        Task::Load(_) => Done::Loaded(info.clone()),
        Task::Tokenize(text, _) => Done::Tokenized(model.tokenizer.encode(text)?),
        Task::Score {
            prompt, text, top, ..
        } => Done::Scored(score(model, prompt, text.clone(), *top, &mut waiter)?),
        Task::Answer { messages, plan, .. } => {
            answer(model, &info.name, messages, plan, &mut waiter)?;
            Done::Answered
        }
    })
}

fn panicked() -> Error {
    let message = "the thread of the model panicked; the next call loads it again";
    Error::new(ErrorKind::Server, message)
}

/// How often those that wait for the model to be loaded are seen to.
const TICK: Duration = Duration::from_millis(10);

impl Recipe {
    fn load(&self) -> Result<(Loaded, ModelInfo)> {
        let mut on_progress = |progress: &Progress<'_>| (self.on_progress)(progress);
        let file = self.store.get(&self.model, &mut on_progress)?;
        let model = Loaded::open(&file.path, self.context_length)?;
        let info = ModelInfo {
            name: name_of(&file),
            title: model.name.clone(),
            architecture: model.architecture().to_owned(),
            parameters: model.parameters,
            vocabulary: model.tokenizer.vocabulary().len(),
            context_length: model.context,
            file,
        };
        Ok((model, info))
    }
}

/// The name of a model of the catalogue, or that of the file.
fn name_of(file: &ModelFile) -> String {
    let name = file.path.file_name().unwrap_or_default();
    let known = catalog().iter().find(|model| name == model.file);
    match known {
        Some(model) => model.name.to_owned(),
        None => file
            .path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    }
}
