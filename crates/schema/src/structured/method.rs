use std::fmt;

use surprisal_core::{Capabilities, Error, ErrorKind, Feature, Support, Warning};

/// How a model is made to answer in JSON. The first three are LangChain's, by its names.
///
/// Log probabilities of the JSON come with all but [`FunctionCalling`](Self::FunctionCalling): most services give
/// none for the arguments of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StructuredMethod {
    /// `json_schema`: the service makes the text follow the schema.
    JsonSchema,
    /// `function_calling`: the model must call one function, whose arguments follow the schema.
    FunctionCalling,
    /// `json_mode`: the service makes the text a JSON object; the schema is in the messages.
    JsonMode,
    /// `prompt`: the schema is in the messages and nothing enforces it, for services that have none of the others.
    Prompt,
}

impl StructuredMethod {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JsonSchema => "json_schema",
            Self::FunctionCalling => "function_calling",
            Self::JsonMode => "json_mode",
            Self::Prompt => "prompt",
        }
    }

    /// Those of the methods before [`Prompt`](Self::Prompt) that a service may have, in the order in which they are
    /// tried.
    pub(super) fn of(capabilities: &Capabilities) -> Vec<Self> {
        let has = |features: &[Feature]| {
            let mut features = features.iter();
            features.all(|feature| capabilities.support(*feature) != Support::No)
        };
        [
            (Self::JsonSchema, has(&[Feature::JsonSchema])),
            (
                Self::FunctionCalling,
                has(&[Feature::Tools, Feature::ToolChoice]),
            ),
            (Self::JsonMode, has(&[Feature::JsonObject])),
        ]
        .into_iter()
        .filter_map(|(method, has)| has.then_some(method))
        .collect()
    }

    /// Whether this says that the service does not have the method.
    pub(super) fn is_refused_by(self, error: &Error) -> bool {
        error.kind() == ErrorKind::Unsupported
            && error.option().is_some_and(|option| self.needs(option))
    }

    /// Whether one of these says that the answer came without the method.
    pub(super) fn is_left_out_by(self, warnings: &[Warning]) -> bool {
        warnings.iter().any(|warning| self.needs(&warning.option))
    }

    fn needs(self, option: &str) -> bool {
        match self {
            Self::JsonSchema | Self::JsonMode => option == "response_format",
            Self::FunctionCalling => ["tools", "tool_choice"].contains(&option),
            Self::Prompt => false,
        }
    }

    /// Whether nothing keeps the model from words and a code fence around the JSON.
    pub(super) fn may_have_words(self) -> bool {
        matches!(self, Self::JsonMode | Self::Prompt)
    }
}

impl fmt::Display for StructuredMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
