//! Which model answers.

use std::env;
use std::path::Path;
use std::sync::Arc;

use surprisal::{ChatModel, Registry, Result};

use crate::args::ModelName;
use crate::notes;

/// What names the model where the command line does not.
pub(crate) const VARIABLE: &str = "SURPRISAL_MODEL";

/// What is asked where nothing names a model.
const DEFAULT: &str = "local:default";

/// A model with the name by which it was chosen.
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) llm: Arc<dyn ChatModel>,
}

impl Model {
    /// The model that the command line or the environment names.
    pub(crate) fn choose(given: &ModelName) -> Result<Self> {
        let registry = registry();
        let name = name(given, &registry);
        let llm = registry.init_chat_model(&name)?;
        Ok(Self { name, llm })
    }

    /// Says which model it is.
    pub(crate) async fn introduce(&self) -> Result<()> {
        notes::note(&format!("asks {}", self.name));
        Ok(())
    }
}

/// The providers that are compiled in.
pub(crate) fn registry() -> Registry {
    surprisal::registry()
}

/// The name of the model that the command line or the environment names, as provider:model.
pub(crate) fn name(given: &ModelName, registry: &Registry) -> String {
    match &given.model {
        Some(name) => qualified(name, registry),
        None => default_name(registry),
    }
}

/// The name of the model where the command line names none.
pub(crate) fn default_name(registry: &Registry) -> String {
    match env::var(VARIABLE) {
        Ok(name) if names_provider(&name, registry) => name,
        // A path or a bare name there is for the local provider, which reads it by itself.
        _ => DEFAULT.to_owned(),
    }
}

/// The path of a GGUF file is a name of the local provider.
fn qualified(name: &str, registry: &Registry) -> String {
    let extension = Path::new(name).extension();
    let is_file = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("gguf"));
    match is_file && !names_provider(name, registry) {
        true => format!("local:{name}"),
        false => name.to_owned(),
    }
}

fn names_provider(name: &str, registry: &Registry) -> bool {
    let provider = name.split_once(':').map(|(provider, _)| provider);
    provider == Some("local") || registry.providers().any(|known| Some(known) == provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_model_file_is_local_unless_a_provider_is_named() {
        let name = |name| qualified(name, &registry());
        assert_eq!(name("./a/model.gguf"), "local:./a/model.gguf");
        assert_eq!(name(r"C:\models\model.GGUF"), r"local:C:\models\model.GGUF");
        assert_eq!(name("local:model.gguf"), "local:model.gguf");
        assert_eq!(name("openai:model.gguf"), "openai:model.gguf");
        assert_eq!(name("openai:gpt-4o-mini"), "openai:gpt-4o-mini");
        assert_eq!(name("foo:bar"), "foo:bar");
    }
}
