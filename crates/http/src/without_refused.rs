use serde_json::{Map, Value};
use surprisal_core::{CallOptions, Error, ErrorKind, Policy, Warning};

use crate::WireRequest;

/// For [`Protocol::amend`](crate::Protocol::amend): the request without the option that the service refuses
/// ([`ErrorKind::Unsupported`] that names it), and a warning in its place, where the caller chose to go on without
/// ([`CallOptions::on_unsupported`]). `leave_out` takes the option of that name out of the request's JSON, and is false
/// where it is not in it.
pub fn without_refused(
    request: &WireRequest,
    error: &Error,
    options: &CallOptions,
    leave_out: impl FnOnce(&mut Map<String, Value>, &str) -> bool,
) -> Option<WireRequest> {
    let option = error.option().filter(|_| {
        error.kind() == ErrorKind::Unsupported && options.on_unsupported == Some(Policy::Warn)
    })?;
    let mut body = serde_json::from_slice(&request.body).ok()?;
    if !leave_out(&mut body, option) {
        return None;
    }
    let mut amended = request.clone();
    let warning = Warning::new(option.to_owned(), error.message());
    amended.warnings.push(warning);
    amended.body = Value::Object(body).to_string().into();
    Some(amended)
}

/// Takes a field out of the JSON of a request, such as `seed`, or one of an object in it, such as `thinking.budget`; the
/// object goes where it becomes empty. False if there is no such field.
///
/// ```
/// use surprisal_http::remove_field;
///
/// let mut body = serde_json::from_str(r#"{"seed":1,"thinking":{"budget":2}}"#)?;
/// assert!(remove_field(&mut body, "thinking.budget") && !remove_field(&mut body, "stop"));
/// assert_eq!(body.keys().collect::<Vec<_>>(), ["seed"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn remove_field(body: &mut Map<String, Value>, path: &str) -> bool {
    let Some((outer, inner)) = path.split_once('.') else {
        return body.shift_remove(path).is_some();
    };
    let Some(Value::Object(fields)) = body.get_mut(outer) else {
        return false;
    };
    let found = remove_field(fields, inner);
    if fields.is_empty() {
        body.shift_remove(outer);
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request() -> WireRequest {
        let body = json!({"model": "m", "seed": 1, "stop": "a", "thinking": {"type": "on"}});
        let mut request = WireRequest::post("say", body.to_string());
        request.warnings.push(Warning::new("n", "first"));
        request
    }

    #[test]
    fn only_a_named_option_that_is_not_there_goes_and_only_where_a_warning_was_chosen() {
        let warn = CallOptions::new().on_unsupported(Policy::Warn);
        let unsupported = || Error::new(ErrorKind::Unsupported, "no seed here");
        let refused = unsupported().with_option("seed");

        let amended = without_refused(&request(), &refused, &warn, remove_field).unwrap();
        let body = json!({"model": "m", "stop": "a", "thinking": {"type": "on"}});
        assert_eq!(amended.body, body.to_string());
        let warnings = [
            Warning::new("n", "first"),
            Warning::new("seed", "no seed here"),
        ];
        assert_eq!(amended.warnings, warnings);
        assert_eq!(amended.path, "say");
        let again = without_refused(&amended, &refused, &warn, remove_field);
        assert_eq!(again, None, "it would be asked for ever");

        let invalid = Error::invalid_input("seed is too large").with_option("seed");
        for (error, options) in [
            (&refused, &CallOptions::new()),
            (&refused, &CallOptions::new().on_unsupported(Policy::Error)),
            (&unsupported(), &warn),
            (&invalid, &warn),
        ] {
            let kept = without_refused(&request(), error, options, remove_field);
            assert_eq!(kept, None, "{error}");
        }
        let mut no_json = request();
        no_json.body = "seed".into();
        assert_eq!(
            without_refused(&no_json, &refused, &warn, remove_field),
            None
        );
    }

    #[test]
    fn a_field_of_an_object_goes_alone_and_an_object_without_one_with_it() {
        let removed = |path| {
            let mut body = Map::new();
            body.insert("a".to_owned(), json!({"b": {"c": 1}, "d": 2}));
            body.insert("e".to_owned(), json!({"f": 3}));
            let found = remove_field(&mut body, path);
            (found, Value::Object(body))
        };
        assert_eq!(
            removed("a.b.c"),
            (true, json!({"a": {"d": 2}, "e": {"f": 3}}))
        );
        assert_eq!(
            removed("a.d"),
            (true, json!({"a": {"b": {"c": 1}}, "e": {"f": 3}}))
        );
        assert_eq!(
            removed("e.f"),
            (true, json!({"a": {"b": {"c": 1}, "d": 2}}))
        );
        for path in ["b", "a.c", "a.d.x", "", "e."] {
            let all = json!({"a": {"b": {"c": 1}, "d": 2}, "e": {"f": 3}});
            assert_eq!(removed(path), (false, all), "{path}");
        }
    }
}
