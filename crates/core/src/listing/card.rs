use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a service says about one of its models.
///
/// ```
/// use surprisal_core::ModelCard;
///
/// let card = ModelCard::new("smollm2");
/// assert_eq!((&*card.id, card.created), ("smollm2", None));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelCard {
    /// The name that a request asks for.
    pub id: String,
    /// When the model was made, in seconds since 1970; at some services when it was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<u64>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<String>,
    /// All else that the service says, as it says it.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ModelCard {
    /// A model of this name, of which nothing else is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ..Self::default()
        }
    }
}
