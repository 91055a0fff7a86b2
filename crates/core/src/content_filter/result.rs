use serde_json::Value;

/// What a content filter says of one thing that it looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentFilterResult<'a>(&'a Value);

impl<'a> ContentFilterResult<'a> {
    pub(super) fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// Whether the text was kept back for it.
    pub fn is_filtered(self) -> bool {
        self.says("filtered")
    }

    /// Whether it was found; the text may have been let through.
    pub fn is_detected(self) -> bool {
        self.says("detected")
    }

    /// How bad it is, where that is told by degrees: at Azure `safe`, `low`, `medium`, `high`.
    pub fn severity(self) -> Option<&'a str> {
        self.0.get("severity")?.as_str()
    }

    /// All that is said, as it came, such as the `citation` of protected code.
    pub fn json(self) -> &'a Value {
        self.0
    }

    fn says(self, name: &str) -> bool {
        let says = |value: &Value| value.get(name) == Some(&Value::Bool(true));
        match self.0 {
            // Some results are a list, one for each list of words.
            Value::Array(list) => list.iter().any(says),
            one => says(one),
        }
    }
}
