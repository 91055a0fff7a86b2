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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire")]
#[non_exhaustive]
pub struct ModelCard {
    /// The name that a request asks for.
    pub id: String,
    /// When the model was made, in seconds since 1970; at some services when it was loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<u64>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
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

#[derive(Deserialize)]
struct Wire(Map<String, Value>);

impl TryFrom<Wire> for ModelCard {
    type Error = &'static str;

    /// What a service leaves out is not known; what is not of the type that it should have goes with the rest.
    fn try_from(Wire(mut fields): Wire) -> Result<Self, Self::Error> {
        let Some(Value::String(id)) = fields.shift_remove("id") else {
            return Err("the model has no id");
        };
        let mut card = Self::new(id);
        card.created = take(&mut fields, "created", Value::as_u64);
        card.owned_by = take(&mut fields, "owned_by", |value| {
            value.as_str().map(str::to_owned)
        });
        card.extra = fields;
        Ok(card)
    }
}

fn take<T>(
    fields: &mut Map<String, Value>,
    key: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<T> {
    let value = read(fields.get(key)?)?;
    fields.shift_remove(key);
    Some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_of_its_type_is_read_back_as_it_was() {
        for other in [json!("yesterday"), json!(1.5), json!(-1), json!(null)] {
            let model = json!({"id": "a", "created": other, "owned_by": 7, "root": "b"});
            let card: ModelCard = serde_json::from_value(model.clone()).unwrap();
            assert_eq!((card.created, &card.owned_by), (None, &None));
            assert_eq!(card.extra["created"], other);
            assert_eq!(serde_json::to_value(&card).unwrap(), model);
        }
        let known = json!({"id": "a", "created": 1, "owned_by": "b"});
        let card: ModelCard = serde_json::from_value(known).unwrap();
        assert_eq!(
            (card.created, card.owned_by.as_deref()),
            (Some(1), Some("b"))
        );
        assert!(card.extra.is_empty());
        assert!(serde_json::from_value::<ModelCard>(json!({"name": "a"})).is_err());
    }
}
