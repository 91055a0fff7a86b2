use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ContentFilterOffsets, ContentFilterResult};

/// What a provider's content filter says of a text: a result for each thing that it looks for, by the
/// provider's name for it, such as `hate`, `violence` or `jailbreak`.
///
/// `+=` is the merge law of a stream, whose chunks tell of one part of the text after the other: the worse
/// counts. `true` wins over `false`, a higher severity over a lower one, lists grow by what is new, and of other
/// values the first stays.
///
/// ```
/// use serde_json::json;
/// use surprisal_core::ContentFilter;
///
/// let read = |json| serde_json::from_value::<ContentFilter>(json);
/// let mut filter = read(json!({"content_filter_results": {
///     "hate": {"filtered": false, "severity": "low"},
///     "violence": {"filtered": false, "severity": "safe"},
/// }}))?;
/// filter += read(json!({"content_filter_results": {
///     "hate": {"filtered": false, "severity": "safe"},
///     "violence": {"filtered": true, "severity": "medium"},
/// }}))?;
/// assert_eq!(filter.get("hate").and_then(|hate| hate.severity()), Some("low"));
/// let filtered = filter.iter().filter(|(_, result)| result.is_filtered());
/// assert_eq!(filtered.map(|(name, _)| name).collect::<Vec<_>>(), ["violence"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire")]
pub struct ContentFilter {
    #[serde(rename = "content_filter_results")]
    results: Map<String, Value>,
    #[serde(
        rename = "content_filter_offsets",
        skip_serializing_if = "Option::is_none"
    )]
    offsets: Option<ContentFilterOffsets>,
}

impl ContentFilter {
    /// A filter that says this.
    pub fn new(results: Map<String, Value>) -> Self {
        Self {
            results,
            offsets: None,
        }
    }

    /// Sets which part of the text it is about.
    #[must_use]
    pub fn with_offsets(mut self, offsets: impl Into<Option<ContentFilterOffsets>>) -> Self {
        let is_any = |offsets: &ContentFilterOffsets| *offsets != ContentFilterOffsets::default();
        self.offsets = offsets.into().filter(is_any);
        self
    }

    /// Whether it kept a text, or a part of it, back.
    pub fn is_filtered(&self) -> bool {
        self.iter().any(|(_, result)| result.is_filtered())
    }

    /// What it says of the thing of this name, if it looked for it.
    pub fn get(&self, name: &str) -> Option<ContentFilterResult<'_>> {
        self.results.get(name).map(ContentFilterResult::new)
    }

    /// What it says of each thing that it looked for, by name. A filter that failed says so under the name
    /// `error`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, ContentFilterResult<'_>)> {
        let results = self.results.iter();
        results.map(|(name, value)| (name.as_str(), ContentFilterResult::new(value)))
    }

    /// All that it says, as it came.
    pub fn results(&self) -> &Map<String, Value> {
        &self.results
    }

    /// Which part of the text it is about, if it says so.
    pub fn offsets(&self) -> Option<ContentFilterOffsets> {
        self.offsets
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.results.is_empty() && self.offsets.is_none()
    }

    /// As messages keep it: one that says nothing is none.
    pub(crate) fn boxed(filter: Option<Self>) -> Option<Box<Self>> {
        filter.filter(|filter| !filter.is_empty()).map(Box::new)
    }
}

impl AddAssign for ContentFilter {
    fn add_assign(&mut self, next: Self) {
        worsen_all(&mut self.results, next.results);
        match (&mut self.offsets, next.offsets) {
            (Some(known), Some(next)) => *known += next,
            (known, next) => *known = known.or(next),
        }
    }
}

fn worsen_all(known: &mut Map<String, Value>, next: Map<String, Value>) {
    for (name, value) in next {
        match known.get_mut(&name) {
            Some(known) => worsen(known, value),
            None => {
                known.insert(name, value);
            }
        }
    }
}

/// Every value has its place in one order, of which the first of the highest stays: so the merge is
/// associative whatever comes.
fn worsen(known: &mut Value, next: Value) {
    match (known, next) {
        (Value::Object(known), Value::Object(next)) => worsen_all(known, next),
        // Each chunk tells the whole list again.
        (Value::Array(known), Value::Array(next)) => {
            for one in next {
                if !known.contains(&one) {
                    known.push(one);
                }
            }
        }
        (known, next) if rank(&next) > rank(known) => *known = next,
        _ => {}
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        Value::String(word) => match word.as_str() {
            "safe" => 4,
            "low" => 6,
            "medium" => 7,
            "high" => 8,
            // A severity that is not known here is none that is safe.
            _ => 5,
        },
        Value::Array(_) => 9,
        Value::Object(_) => 10,
    }
}

/// The same as it may come: under either name, or as something that is no object and tells nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    content_filter_results: Value,
    content_filter_result: Value,
    content_filter_offsets: Value,
}

impl From<Wire> for ContentFilter {
    fn from(wire: Wire) -> Self {
        let mut filter = Self::default();
        for results in [wire.content_filter_results, wire.content_filter_result] {
            if let Value::Object(results) = results {
                worsen_all(&mut filter.results, results);
            }
        }
        filter.with_offsets(ContentFilterOffsets::read(&wire.content_filter_offsets))
    }
}
