use std::collections::BTreeMap;

/// What is made of the logits before a token is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    /// 0 takes the likeliest token.
    pub(crate) temperature: f64,
    pub(crate) top_k: Option<u32>,
    pub(crate) top_p: Option<f64>,
    pub(crate) min_p: Option<f64>,
    pub(crate) frequency_penalty: f64,
    pub(crate) presence_penalty: f64,
    pub(crate) logit_bias: BTreeMap<u32, f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            temperature: 1.0,
            top_k: None,
            top_p: None,
            min_p: None,
            frequency_penalty: 0.0,
            presence_penalty: 0.0,
            logit_bias: BTreeMap::new(),
        }
    }
}
