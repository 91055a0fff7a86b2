use std::ffi::OsString;
use std::path::{Path, PathBuf, is_separator};

use surprisal_core::{Error, ErrorKind, Result};

use super::{CatalogModel, ModelFile, Source, catalog, env};

/// What a name stands for; see [`locate`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Located {
    /// A file that is there.
    File(ModelFile),
    /// A model whose file is in the cache or is to be fetched: [`ModelStore::fetch`](super::ModelStore::fetch).
    Catalog(&'static CatalogModel),
}

/// Finds what a name stands for: a model of the [`catalog`](catalog()), or the path of a GGUF file.
///
/// An empty name and `default` stand for what the variable `SURPRISAL_MODEL` names, and for the first
/// model of the catalogue where it is empty or not set.
///
/// ```
/// use surprisal_local::{Located, locate};
///
/// let Located::Catalog(model) = locate("smollm2-135m")? else { panic!() };
/// assert_eq!(model.size, 98_362_432);
///
/// let error = locate("gpt-5").unwrap_err();
/// assert!(error.message().contains("smollm2-135m"));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::NotFound`] if it is neither, or a path at which there is no file.
pub fn locate(name: &str) -> Result<Located> {
    locate_with(name, env::path(VARIABLE))
}

/// `variable` is the value of `SURPRISAL_MODEL`, if it has one.
fn locate_with(name: &str, variable: Option<OsString>) -> Result<Located> {
    let (asked, origin) = match variable {
        _ if !is_default(name) => (PathBuf::from(name), ""),
        Some(value) if without_provider(&value) != DEFAULT => (
            PathBuf::from(without_provider(&value)),
            " (SURPRISAL_MODEL)",
        ),
        _ => match catalog().first() {
            Some(model) => return Ok(Located::Catalog(model)),
            None => return Err(unknown(name, "")),
        },
    };
    let name = asked.to_string_lossy();
    if let Some(model) = catalog().iter().find(|model| model.name == name) {
        return Ok(Located::Catalog(model));
    }
    if asked.is_file() {
        return Ok(Located::File(ModelFile {
            path: asked,
            source: Source::Given,
            cached: false,
        }));
    }
    if is_path(&asked) {
        let what = if asked.is_dir() {
            "a directory, not a GGUF file,"
        } else {
            "no file"
        };
        let message = format!("there is {what} at {name}{origin}");
        return Err(Error::new(ErrorKind::NotFound, message));
    }
    Err(unknown(&name, origin))
}

fn is_default(name: &str) -> bool {
    name.is_empty() || name == DEFAULT
}

fn is_path(asked: &Path) -> bool {
    asked.is_dir()
        || asked.to_string_lossy().contains(is_separator)
        || asked
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("gguf"))
}

/// The variable may name the provider too, as names of models do elsewhere.
fn without_provider(value: &OsString) -> OsString {
    let name = value
        .to_str()
        .and_then(|value| value.strip_prefix("local:"));
    name.map_or_else(|| value.clone(), OsString::from)
}

fn unknown(name: &str, origin: &str) -> Error {
    let known: Vec<_> = catalog().iter().map(|model| model.name).collect();
    Error::new(
        ErrorKind::NotFound,
        format!(
            "there is no local model {name:?}{origin}; known are {}, {DEFAULT} and the path of a GGUF file",
            known.join(", "),
        ),
    )
}

const DEFAULT: &str = "default";
const VARIABLE: &str = "SURPRISAL_MODEL";

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(located: &Located) -> &str {
        match located {
            Located::Catalog(model) => model.name,
            Located::File(file) => file.path.to_str().unwrap(),
        }
    }

    fn message(name: &str, variable: Option<&str>) -> String {
        let error = locate_with(name, variable.map(OsString::from)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        error.message().to_owned()
    }

    #[test]
    fn the_variable_may_name_the_provider() {
        for value in ["local:smollm2-135m", "smollm2-135m", "local:default"] {
            let located = locate_with("", Some(value.into())).unwrap();
            assert_eq!(name_of(&located), "smollm2-135m");
        }
    }

    #[test]
    fn no_name_and_default_are_the_first_of_the_catalogue() {
        for name in ["", "default", "smollm2-135m"] {
            let located = locate_with(name, None).unwrap();
            assert_eq!(name_of(&located), "smollm2-135m");
        }
        let located = locate_with("", Some("default".into())).unwrap();
        assert_eq!(name_of(&located), "smollm2-135m");
    }

    #[test]
    fn the_variable_names_the_default_and_nothing_else() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        let located = locate_with("default", Some(path.into())).unwrap();
        assert_eq!(
            located,
            Located::File(ModelFile {
                path: path.into(),
                source: Source::Given,
                cached: false
            })
        );
        let located = locate_with("smollm2-135m", Some(path.into())).unwrap();
        assert_eq!(name_of(&located), "smollm2-135m");
    }

    #[test]
    fn a_path_without_a_file_is_said_to_be_one() {
        let missing = "there is no file at ";
        assert_eq!(message("a.GGUF", None), format!("{missing}a.GGUF"));
        assert_eq!(message("a/b", None), format!("{missing}a/b"));
        assert_eq!(
            message("", Some("a.gguf")),
            format!("{missing}a.gguf (SURPRISAL_MODEL)")
        );
        assert!(message("/", None).starts_with("there is a directory"));
    }

    #[test]
    fn an_unknown_name_is_told_the_known_ones() {
        assert_eq!(
            message("llama", None),
            "there is no local model \"llama\"; known are smollm2-135m, default and the path of a GGUF file"
        );
        assert!(message("", Some("llama")).contains("\"llama\" (SURPRISAL_MODEL)"));
    }
}
