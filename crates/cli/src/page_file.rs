//! The page of `--html`.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use surprisal::{AiMessage, CallOptions};
use surprisal_confidence::{Fields, HtmlPage};

use crate::exit::Failure;
use crate::notes;

/// Alternatives to ask for, where it is not said how many.
const ALTERNATIVES: u32 = 5;

/// A file that will hold an answer as a page.
#[derive(Debug)]
pub(crate) struct PageFile {
    path: PathBuf,
    /// What was asked.
    title: String,
}

impl PageFile {
    /// Says what stands in the way before a model is asked, since its answer may be paid for. What is there already is
    /// never overwritten.
    pub(crate) fn new(path: PathBuf, title: &str) -> Result<Self, Failure> {
        if fs::symlink_metadata(&path).is_ok() {
            return Err(Failure::Usage(format!(
                "{} is there already, and is not overwritten: give --html another name, or remove it",
                path.display()
            )));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        fs::read_dir(folder.unwrap_or(Path::new("."))).map_err(cannot_write(&path))?;
        Ok(Self {
            path,
            title: title.trim().to_owned(),
        })
    }

    /// Writes every choice of the answer, and says where it is.
    pub(crate) fn write(&self, message: &AiMessage) -> Result<(), Failure> {
        let mut page = HtmlPage::new().title(&self.title);
        for choice in message.choices() {
            page = page.and(choice);
            let text = choice.text();
            if text.trim_start().starts_with(['{', '[', '`'])
                && let Ok(fields) = Fields::of_choice(choice)
            {
                page = page.fields(fields.iter());
            }
        }
        let page = page.to_string();
        let mut file = File::create_new(&self.path).map_err(cannot_write(&self.path))?;
        if let Err(error) = file.write_all(page.as_bytes()) {
            // Half of a page would be in the way of the next one.
            let _ = fs::remove_file(&self.path);
            return Err(cannot_write(&self.path)(error));
        }
        notes::note(&format!("the page is in {}", self.path.display()));
        Ok(())
    }
}

/// The options with the log probabilities that a page shows.
pub(crate) fn options(options: CallOptions) -> CallOptions {
    match options.logprobs {
        Some(_) => options,
        None => options.logprobs(true).top_logprobs(ALTERNATIVES),
    }
}

fn cannot_write(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    Failure::io(format!("{} cannot be written", path.display()))
}
