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
