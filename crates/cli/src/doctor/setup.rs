use std::env;

use super::Check;
use super::network::without_password;
use crate::args::ModelName;
use crate::model::{self, Model};
use crate::providers::{self, Variable};

/// Which providers have a key or an address. Of services that few people use, only what is set is told.
pub(super) fn providers() -> Vec<Check> {
    let registry = model::registry();
    let variables = registry.providers().flat_map(|provider| {
        let mut variables = providers::variables(provider);
        variables.retain(|variable| provider == "openai" || variable.is_set());
        variables
    });
    variables.map(check).collect()
}

fn check(variable: Variable) -> Check {
    match env::var(variable.name) {
        Ok(value) if !value.is_empty() => {
            let shown = match variable.is_key {
                true => "set".to_owned(),
                false => without_password(&value),
            };
            Check::good("variable", format!("{} is {shown}", variable.name))
        }
        _ => Check::absent("variable", format!("{} is not set", variable.name)),
    }
}

/// Whether the model that would be asked can be.
pub(super) fn model(given: &ModelName) -> Vec<Check> {
    let name = model::name(given, &model::registry());
    if let Some(file) = model::local(&name) {
        return super::local::checks(file);
    }
    vec![match Model::choose(given) {
        Ok(_) => Check::good("model", format!("{name} can be asked")),
        Err(error) => Check::missing("model", format!("{name} cannot be asked"), error.message()),
    }]
}
