use surprisal_core::{CallOptions, Error};
use surprisal_http::{WireRequest, remove_field};

use crate::error::FIELDS;

/// The request without the option that a model refuses, where the caller chose to be warned.
pub(crate) fn without_refused(
    request: &WireRequest,
    error: &Error,
    options: &CallOptions,
) -> Option<WireRequest> {
    surprisal_http::without_refused(request, error, options, |body, option| {
        let fields = FIELDS.iter().filter(|(_, portable)| *portable == option);
        fields.fold(remove_field(body, option), |found, (path, _)| {
            remove_field(body, path) || found
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use surprisal_core::{ErrorKind, Policy, Warning};

    use super::*;

    #[test]
    fn what_is_not_refused_stays() {
        let body = json!({
            "thinking": {"type": "adaptive"},
            "output_config": {"effort": "low", "format": {}},
            "top_k": 3,
        });
        let request = WireRequest::post("messages", body.to_string());
        let warn = CallOptions::new().on_unsupported(Policy::Warn);
        let left = |option: &'static str, kind, options: &CallOptions| {
            let error = Error::new(kind, "no").with_option(option);
            let amended = without_refused(&request, &error, options)?;
            assert_eq!(amended.warnings, [Warning::new(option, "no")]);
            serde_json::from_slice::<Value>(&amended.body).ok()
        };
        let refused = ErrorKind::Unsupported;
        assert_eq!(
            left("reasoning_effort", refused, &warn),
            Some(json!({"output_config": {"format": {}}, "top_k": 3}))
        );
        let without_format = json!({
            "thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}, "top_k": 3,
        });
        assert_eq!(
            left("response_format", refused, &warn),
            Some(without_format)
        );
        assert!(left("top_k", refused, &warn).is_some());
        assert_eq!(left("temperature", refused, &warn), None);
        assert_eq!(left("top_k", ErrorKind::InvalidInput, &warn), None);
        assert_eq!(left("top_k", refused, &CallOptions::new()), None);
    }
}
