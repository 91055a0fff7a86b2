//! Who a request counts for, beside the key.

use std::env;

/// The header that names the organisation.
pub(crate) const ORGANIZATION: &str = "openai-organization";

/// The header that names the project.
pub(crate) const PROJECT: &str = "openai-project";

/// The headers that `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID` stand for, where they are set.
pub(crate) fn headers_from_env() -> impl Iterator<Item = (&'static str, String)> {
    let variables = [
        ("OPENAI_ORG_ID", ORGANIZATION),
        ("OPENAI_PROJECT_ID", PROJECT),
    ];
    variables.into_iter().filter_map(|(variable, header)| {
        let value = env::var(variable).ok()?;
        (!value.trim().is_empty()).then_some((header, value))
    })
}
