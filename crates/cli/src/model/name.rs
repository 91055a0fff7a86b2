use std::env;
use std::path::Path;

use surprisal::Registry;

use crate::args::ModelName;

/// What names the model where the command line does not.
const VARIABLE: &str = "SURPRISAL_MODEL";

/// What is asked where nothing names a model.
const DEFAULT: &str = "local:default";

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

/// What the local provider is asked for by this name, if it is.
pub(crate) fn local(name: &str) -> Option<&str> {
    name.strip_prefix("local:")
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
    registry.providers().any(|known| Some(known) == provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_model_file_is_local_unless_a_provider_is_named() {
        let name = |name| qualified(name, &surprisal::registry());
        assert_eq!(name("./a/model.gguf"), "local:./a/model.gguf");
        assert_eq!(name(r"C:\models\model.GGUF"), r"local:C:\models\model.GGUF");
        assert_eq!(name("local:model.gguf"), "local:model.gguf");
        assert_eq!(name("openai:model.gguf"), "openai:model.gguf");
        assert_eq!(name("openai:gpt-4o-mini"), "openai:gpt-4o-mini");
        assert_eq!(name("foo:bar"), "foo:bar");
    }
}
