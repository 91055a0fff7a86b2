use serde_json::{Map, Value, json};
use surprisal_core::ContentFilter;

/// How likely a harm is, and how bad, as Gemini tells it.
pub(super) type SafetyRating = Map<String, Value>;

/// What the ratings say, by the names of their categories, and the reason for which the answer was stopped, by its own
/// name. The severity is the rating's severity, or else its probability, in the words that are used for all providers.
pub(super) fn filter(ratings: Vec<SafetyRating>, stopped: Option<&str>) -> Option<ContentFilter> {
    if ratings.is_empty() && stopped.is_none() {
        return None;
    }
    let mut results = Map::new();
    for mut rating in ratings {
        let Some(Value::String(category)) = rating.shift_remove("category") else {
            continue;
        };
        let is_blocked = rating.get("blocked") == Some(&Value::Bool(true));
        let degree = rating.get("severity").or(rating.get("probability"));
        let degree = degree.and_then(Value::as_str).and_then(severity);
        rating.insert("filtered".to_owned(), is_blocked.into());
        if let Some(degree) = degree {
            rating.insert("severity".to_owned(), degree.into());
        }
        results.insert(category, rating.into());
    }
    if let Some(reason) = stopped {
        results.insert(reason.to_owned(), json!({"filtered": true}));
    }
    Some(ContentFilter::new(results))
}

fn severity(word: &str) -> Option<&'static str> {
    Some(match word {
        "NEGLIGIBLE" | "HARM_SEVERITY_NEGLIGIBLE" => "safe",
        "LOW" | "HARM_SEVERITY_LOW" => "low",
        "MEDIUM" | "HARM_SEVERITY_MEDIUM" => "medium",
        "HIGH" | "HARM_SEVERITY_HIGH" => "high",
        _ => return None,
    })
}
