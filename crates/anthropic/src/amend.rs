use serde_json::{Map, Value};
use surprisal_core::{CallOptions, Error, ErrorKind, Policy, Warning};
use surprisal_http::WireRequest;

use crate::error::FIELDS;

/// The request without the option that a model refuses, where the caller chose to be warned.
pub(crate) fn without_refused(
    request: &WireRequest,
    error: &Error,
    options: &CallOptions,
) -> Option<WireRequest> {
    let option = error.option().filter(|_| {
        error.kind() == ErrorKind::Unsupported && options.on_unsupported == Some(Policy::Warn)
    })?;
    let mut body: Map<String, Value> = serde_json::from_slice(&request.body).ok()?;
    let fields = FIELDS.iter().filter(|(_, portable)| *portable == option);
    let mut found = body.shift_remove(option).is_some();
    for (path, _) in fields {
        found |= remove(&mut body, path);
    }
    if !found {
        return None;
    }
    let mut amended = request.clone();
    let warning = Warning::new(option.to_owned(), error.message());
    amended.warnings.push(warning);
    amended.body = Value::Object(body).to_string().into();
    Some(amended)
}

/// Takes out a field, or one in an object, which goes where it becomes empty.
fn remove(body: &mut Map<String, Value>, path: &str) -> bool {
    let Some((outer, inner)) = path.split_once('.') else {
        return body.shift_remove(path).is_some();
    };
    let Some(Value::Object(fields)) = body.get_mut(outer) else {
        return false;
    };
    let found = fields.shift_remove(inner).is_some();
    if fields.is_empty() {
        body.shift_remove(outer);
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
