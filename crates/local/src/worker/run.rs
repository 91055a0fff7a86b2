use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use surprisal_core::{Error, ErrorKind, Result};

use super::job::{Done, Job, Task};
use super::jobs::Jobs;
use super::waiter::Waiter;
use crate::generate::{Halt, answer, score};
use crate::loaded::Loaded;
use crate::{ModelFile, ModelInfo, ModelStore, PROVIDER, Progress, catalogue};

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
    thread::Builder::new()
        .name("surprisal-local".to_owned())
        .spawn(run)
        .map_err(|error| {
            Error::new(ErrorKind::Server, "there can be no thread for the model")
                .with_provider(PROVIDER)
                .with_source(error)
        })?;
    Ok(sender)
}

struct Worker {
    recipe: Recipe,
    /// `None` until it is needed, and after it could not be loaded: then the next job tries again.
    model: Option<(Loaded, ModelInfo)>,
}

impl Worker {
    fn run(&mut self, jobs: &mut Jobs) {
        while let Some(job) = jobs.next() {
            let done = catch_unwind(AssertUnwindSafe(|| self.do_job(&job, jobs)));
            match done {
                Ok(Ok(done)) => job.succeed(done),
                Ok(Err(Halt::Abandoned)) => {}
                Ok(Err(Halt::Failed(error))) => job.fail(error),
                Err(_) => {
                    // What a panic leaves behind may be half done.
                    self.model = None;
                    let message = "the thread of the model panicked; the next call loads it again";
                    job.fail(Error::new(ErrorKind::Server, message));
                }
            }
        }
    }

    fn do_job(&mut self, job: &Job, jobs: &mut Jobs) -> Result<Done, Halt> {
        job.check_time()?;
        let (model, info) = self.load()?;
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

    fn load(&mut self) -> Result<&mut (Loaded, ModelInfo)> {
        let model = match self.model.take() {
            Some(model) => model,
            None => self.recipe.load()?,
        };
        Ok(self.model.insert(model))
    }
}

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
    let known = catalogue().iter().find(|model| name == model.file);
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
