//! Which model answers.

mod fetching;
mod name;

use std::sync::Arc;

use surprisal::local::{ChatLocal, ModelInfo};
use surprisal::openai::ChatOpenAi;
use surprisal::openai_compat::services;
use surprisal::{ChatModel, Registry, Result, ScoreText};

use crate::args::ModelName;
use crate::notes;

use fetching::Fetching;
pub(crate) use name::{default_name, local, name};

/// A model with the name by which it was chosen.
pub(crate) struct Model {
    name: String,
    kind: Kind,
}

enum Kind {
    /// A model in this process, whose file may have to be fetched.
    Local(ChatLocal, Fetching),
    OpenAi(ChatOpenAi),
    /// Any other; also as one that scores given texts, if it may.
    Other(Arc<dyn ChatModel>, Option<Arc<dyn ScoreText>>),
}

impl Model {
    /// The model that the command line or the environment names. Nothing is fetched or asked yet.
    pub(crate) fn choose(given: &ModelName) -> Result<Self> {
        let registry = registry();
        let name = name(given, &registry);
        let kind = match (local(&name), name.strip_prefix("openai:")) {
            (Some(file), _) => {
                let fetching = Fetching::default();
                let shown = fetching.clone();
                let model = ChatLocal::builder(file)
                    .on_progress(move |progress| shown.show(progress))
                    .build()?;
                Kind::Local(model, fetching)
            }
            (None, Some(model)) => Kind::OpenAi(ChatOpenAi::from_env(model)?),
            (None, None) => Kind::Other(registry.init_chat_model(&name)?, scorer(&name)?),
        };
        Ok(Self { name, kind })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn llm(&self) -> &dyn ChatModel {
        match &self.kind {
            Kind::Local(model, _) => model,
            Kind::OpenAi(model) => model,
            Kind::Other(model, _) => &**model,
        }
    }

    /// The same model where it can score given texts.
    pub(crate) fn scorer(&self) -> Option<&dyn ScoreText> {
        match &self.kind {
            Kind::Local(model, _) => Some(model),
            Kind::OpenAi(model) => Some(model),
            Kind::Other(_, scorer) => scorer.as_deref(),
        }
    }

    /// Gets it ready and says which model it is, and where its file came from.
    pub(crate) async fn introduce(&self) -> Result<()> {
        let words = match &self.kind {
            Kind::Local(model, fetching) => {
                let info = model.load().await;
                fetching.finish();
                describe(&info?)
            }
            Kind::OpenAi(_) | Kind::Other(..) => self.name.clone(),
        };
        notes::note(&format!("asks {words}"));
        Ok(())
    }
}

/// The model of this name as one that scores given texts, where it is one of a service that may.
fn scorer(name: &str) -> Result<Option<Arc<dyn ScoreText>>> {
    let Some((provider, model)) = name.split_once(':') else {
        return Ok(None);
    };
    let service = services()
        .into_iter()
        .find(|service| service.provider == provider);
    service
        .map(|service| service.score_model(model))
        .transpose()
}

fn describe(info: &ModelInfo) -> String {
    format!(
        "local:{}, {} million parameters, {}",
        info.name,
        (info.parameters + 500_000) / 1_000_000,
        info.file
    )
}

/// The providers that are compiled in.
pub(crate) fn registry() -> Registry {
    surprisal::registry()
}
