use std::sync::Arc;

use minijinja::value::{Kwargs, Rest, Value};
use minijinja::{Environment, Error, ErrorKind};
use serde::Serialize as _;
use serde_json::Serializer;
use serde_json::ser::PrettyFormatter;

/// Makes filters refuse what is undefined as most do by themselves, and `tojson` write JSON as it is.
pub(crate) fn amend(environment: &mut Environment<'static>) {
    let plain = Arc::new(Environment::new());
    for name in LAX {
        let plain = Arc::clone(&plain);
        environment.add_filter(name, move |value: Value, rest: Rest<Value>| {
            let mut arguments = vec![defined(value)?];
            arguments.extend(rest.0);
            plain.empty_state().apply_filter(name, &arguments)
        });
    }
    environment.add_filter("tojson", to_json);
}

fn defined(value: Value) -> Result<Value, Error> {
    match value.is_undefined() {
        true => Err(ErrorKind::UndefinedError.into()),
        false => Ok(value),
    }
}

/// As minijinja's, but that it is not escaped for HTML.
#[expect(clippy::needless_pass_by_value, reason = "filters take them so")]
fn to_json(value: Value, indent: Option<Value>, named: Kwargs) -> Result<String, Error> {
    let indent = match indent {
        None => named.get("indent")?,
        indent => indent,
    };
    named.assert_all_used()?;
    let indent = match indent.map(|indent| (bool::try_from(indent.clone()), indent)) {
        None | Some((Ok(false), _)) => None,
        Some((Ok(true), _)) => Some(2),
        Some((Err(_), count)) => Some(usize::try_from(count)?),
    };
    let value = defined(value)?;
    let Some(indent) = indent else {
        return serde_json::to_string(&value).map_err(unwritable);
    };
    let mut json = Vec::new();
    let indent = " ".repeat(indent);
    let formatter = PrettyFormatter::with_indent(indent.as_bytes());
    let mut serializer = Serializer::with_formatter(&mut json, formatter);
    value.serialize(&mut serializer).map_err(unwritable)?;
    Ok(String::from_utf8_lossy(&json).into_owned())
}

fn unwritable(source: serde_json::Error) -> Error {
    Error::new(ErrorKind::InvalidOperation, "cannot be written as JSON").with_source(source)
}

/// Filters that take what is undefined for nothing at all, or complain of it without saying so.
const LAX: [&str; 19] = [
    "abs", "chain", "dictsort", "e", "escape", "first", "format", "groupby", "items", "join",
    "last", "lines", "list", "max", "min", "pprint", "sort", "split", "zip",
];
