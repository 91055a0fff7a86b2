//! `surprisal models`

use serde::Serialize;

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
    providers: Vec<Provider>,
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
    let known = Known {
        default: model::default_name(&registry),
        providers: registry.providers().map(Provider::new).collect(),
    };
    let mut output = Output::stdout();
    match args.json {
        true => output.json(&known),
        false => output.ours(&known.to_text()),
    }
}

impl Provider {
    fn new(name: &str) -> Self {
        let variables = providers::variables(name).iter().map(|variable| Variable {
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
        let mut out = format!("default    {}\n", self.default);
        for provider in &self.providers {
            let variables = provider.variables.iter().map(|variable| {
                let state = if variable.set { "set" } else { "not set" };
                format!("{} is {state}", variable.name)
            });
            let variables: Vec<String> = variables.collect();
            out.push_str(&format!(
                "{:<9}  {}:MODEL  {}\n",
                "provider",
                provider.name,
                variables.join(", ")
            ));
        }
        out
    }
}
