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
#[serde(try_from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct ModelCard {
    /// The name that a request asks for.
    pub id: String,
    /// When the model was made, in seconds since 1970; at some services when it was loaded.
    pub created: Option<u64>,
    /// Who made it.
    pub owned_by: Option<String>,
    /// All else that the service says, as it says it. What has the name of another field here is not written by serde
    /// where that field is set.
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

#[derive(Serialize, Deserialize)]
struct Wire(Map<String, Value>);

impl From<ModelCard> for Wire {
    /// A name that is there twice would be read as the second.
    fn from(card: ModelCard) -> Self {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), card.id.into());
        let created = card.created.map(Value::from);
        let owned_by = card.owned_by.map(Value::from);
        let known = [("created", created), ("owned_by", owned_by)];
        let known = known
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)));
        for (key, value) in known.chain(card.extra) {
            fields.entry(key).or_insert(value);
        }
        Self(fields)
    }
}

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

    #[test]
    fn what_is_known_by_another_name_is_written_once() {
        let mut card = ModelCard::new("a");
        card.extra = Map::from_iter([
            ("id".to_owned(), json!("b")),
            ("created".to_owned(), json!("soon")),
        ]);
        let written = serde_json::to_string(&card).unwrap();
        assert_eq!(written, r#"{"id":"a","created":"soon"}"#);
        let read: ModelCard = serde_json::from_str(&written).unwrap();
        assert_eq!((&*read.id, read.created), ("a", None));
    }
}
