//! `surprisal models`

use std::path::PathBuf;

use serde::Serialize;
use surprisal::local::{CatalogModel, ModelStore, catalog};

use crate::args::Models;
use crate::exit::Failure;
use crate::model;
use crate::output::Output;
use crate::providers;

/// Everything that can be chosen, as `--json` prints it.
#[derive(Serialize)]
struct Known {
    /// What is asked where nothing is chosen.
    default: String,
    local: Vec<Local>,
    providers: Vec<Provider>,
}

/// A model that runs in this process.
#[derive(Serialize)]
struct Local {
    name: &'static str,
    size: u64,
    quantization: &'static str,
    license: &'static str,
    home_page: &'static str,
    /// Where its file is, if it has been fetched.
    path: Option<PathBuf>,
}

#[derive(Serialize)]
struct Provider {
    name: String,
    variables: Vec<Variable>,
}

#[derive(Serialize)]
struct Variable {
    name: &'static str,
    set: bool,
}

pub(crate) fn run(args: &Models) -> Result<(), Failure> {
    let registry = model::registry();
    let store = ModelStore::from_env()?;
    let known = Known {
        default: model::default_name(&registry),
        local: catalog()
            .iter()
            .map(|model| Local::new(model, &store))
            .collect(),
        providers: registry.providers().map(Provider::new).collect(),
    };
    let mut output = Output::stdout();
    match args.json {
        true => output.json(&known),
        false => output.ours(&known.to_text()),
    }
}

impl Local {
    fn new(model: &CatalogModel, store: &ModelStore) -> Self {
        Self {
            name: model.name,
            size: model.size,
            quantization: model.quantization,
            license: model.license,
            home_page: model.home_page,
            path: store.find(model).map(|file| file.path),
        }
    }
}

impl Provider {
    fn new(name: &str) -> Self {
        let variables = providers::variables(name)
            .into_iter()
            .map(|variable| Variable {
                name: variable.name,
                set: variable.is_set(),
            });
        Self {
            name: name.to_owned(),
            variables: variables.collect(),
        }
    }
}

impl Known {
    fn to_text(&self) -> String {
        let mut out = format!("default   {}\n", self.default);
        for model in &self.local {
            let place = match &model.path {
                Some(path) => path.display().to_string(),
                None => "fetched at its first use".to_owned(),
            };
            out.push_str(&format!(
                "model     local:{}  {} MB, {}, {}, {place}\n",
                model.name,
                model.size / 1_000_000,
                model.quantization,
                model.license,
            ));
        }
        for provider in &self.providers {
            if provider.variables.is_empty() {
                continue;
            }
            let variables = provider.variables.iter().map(|variable| {
                let state = if variable.set { "set" } else { "not set" };
                format!("{} is {state}", variable.name)
            });
            let variables: Vec<String> = variables.collect();
            out.push_str(&format!(
                "provider  {}:MODEL  {}\n",
                provider.name,
                variables.join(", ")
            ));
        }
        out.push_str("file      PATH.gguf  any GGUF model that can be run here\n");
        out
    }
}
