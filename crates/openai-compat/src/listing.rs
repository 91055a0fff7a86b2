use serde_json::Value;
use surprisal_core::{Error, ModelCard, Result};
use surprisal_http::{Call, Endpoint, Listing};

use crate::decode::{cut_off, is_flat_error, service_error};
use crate::dialect::Dialect;
use crate::protocol::{ChatProtocol, http_error};

/// Asks for the list of models, which is at `models` below the base URL: `{"object": "list", "data": […]}`,
/// or the array by itself, as Together sends it.
///
/// # Errors
///
/// What the service says, [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated) for half an answer, and
/// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) for one that is no list of models with an
/// id each.
pub(crate) async fn list_models(
    provider: &'static str,
    endpoint: &Endpoint,
) -> Result<Vec<ModelCard>> {
    let call = Call::new(provider, "");
    let to_error = |status, headers: &_, body: &_| http_error(provider, status, headers, body);
    let mut response = endpoint.get(PATH, &call, to_error).await?;
    let body = response.text().await?;
    read(provider, &body).map_err(|error| response.describe(error.with_body(body)))
}

impl<D: Dialect> Listing for ChatProtocol<D> {
    const MODELS: &'static str = PATH;

    fn models(body: &str) -> Result<(Vec<ModelCard>, Option<String>)> {
        Ok((read(D::PROVIDER, body)?, None))
    }
}

/// Below the base URL.
const PATH: &str = "models";

fn read(provider: &'static str, body: &str) -> Result<Vec<ModelCard>> {
    let no_list = || Error::bad_response("the answer is no list of models");
    let answer = serde_json::from_str(body).map_err(|error| {
        cut_off(body).unwrap_or_else(|| {
            Error::bad_response(format!("the answer is no JSON: {error}")).with_source(error)
        })
    })?;
    let list = match answer {
        Value::Array(list) => list,
        Value::Object(mut answer) => match (answer.remove("data"), answer.get("error")) {
            (Some(Value::Array(list)), _) => list,
            (_, Some(error)) if !error.is_null() => {
                return Err(service_error(provider, None, body));
            }
            // Servers written in Go say so of an empty list.
            (Some(Value::Null), _) => Vec::new(),
            _ if is_flat_error(body) => return Err(service_error(provider, None, body)),
            _ => return Err(no_list()),
        },
        _ => return Err(no_list()),
    };
    (0_usize..).zip(list).map(card).collect()
}

fn card((index, model): (usize, Value)) -> Result<ModelCard> {
    serde_json::from_value(model).map_err(|_| no_id(index))
}

fn no_id(index: usize) -> Error {
    Error::bad_response(format!("the model at index {index} of the list has no id"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use surprisal_core::ErrorKind;

    use super::*;

    #[test]
    fn what_a_service_says_of_its_models_is_kept() {
        let wrapped = r#"{"object":"list","data":[
            {"id":"a","object":"model","created":1,"owned_by":"b","context_length":4096},
            {"id":"c","created":"yesterday","owned_by":null}
        ]}"#;
        let models = read("acme", wrapped).unwrap();
        assert_eq!((&*models[0].id, models[0].created), ("a", Some(1)));
        assert_eq!(models[0].owned_by.as_deref(), Some("b"));
        let extra = json!({"object": "model", "context_length": 4096});
        assert_eq!(Value::Object(models[0].extra.clone()), extra);
        assert_eq!((&*models[1].id, models[1].created), ("c", None));
        let extra = json!({"created": "yesterday", "owned_by": null});
        assert_eq!(Value::Object(models[1].extra.clone()), extra);

        let bare = json!(models).to_string();
        assert_eq!(read("acme", &bare).unwrap(), models);
        let written: Vec<ModelCard> = serde_json::from_str(&bare).unwrap();
        assert_eq!(written, models, "what was read can be kept");
    }

    #[test]
    fn an_empty_list_may_be_null() {
        for body in [r#"{"object":"list","data":null}"#, r#"{"data":[]}"#, "[]"] {
            assert_eq!(read("acme", body).unwrap(), []);
        }
    }

    #[test]
    fn what_is_no_list_of_models_says_why() {
        let cases = [
            (
                r#"{"data":[{"id":"a""#,
                ErrorKind::Truncated,
                "the answer ends within its JSON, after 18 bytes",
            ),
            (
                "models",
                ErrorKind::BadResponse,
                "the answer is no JSON: expected value at line 1 column 1",
            ),
            (
                "{}",
                ErrorKind::BadResponse,
                "the answer is no list of models",
            ),
            (
                "3",
                ErrorKind::BadResponse,
                "the answer is no list of models",
            ),
            (
                r#"{"data":"a"}"#,
                ErrorKind::BadResponse,
                "the answer is no list of models",
            ),
            (
                r#"[{"id":"a"},{"name":"b"}]"#,
                ErrorKind::BadResponse,
                "the model at index 1 of the list has no id",
            ),
            (
                r#"["a"]"#,
                ErrorKind::BadResponse,
                "the model at index 0 of the list has no id",
            ),
            (
                r#"{"error":{"message":"no","type":"invalid_request_error"}}"#,
                ErrorKind::InvalidInput,
                "no",
            ),
            (
                r#"{"object":"error","message":"no","type":"invalid_request_error"}"#,
                ErrorKind::InvalidInput,
                "no",
            ),
        ];
        for (body, kind, message) in cases {
            let error = read("acme", body).unwrap_err();
            assert_eq!((error.kind(), error.message()), (kind, message), "{body}");
        }
    }
}
