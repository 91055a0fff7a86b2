use serde_json::Value;

use super::Recording;

/// Each stream together with the body that answered the same request, by the same provider and
/// endpoint. They are two calls: text and numbers may differ, what kinds of things they hold may
/// not.
pub fn twins(recordings: &[Recording]) -> Vec<(&Recording, &Recording)> {
    let good = |recording: &&Recording| recording.status == 200 && !recording.request.is_null();
    let streams = recordings.iter().filter(good).filter(|one| one.stream);
    streams
        .filter_map(|stream| {
            let request = question(stream);
            let mut others = recordings.iter().filter(good).filter(|one| !one.stream);
            let body = others.find(|body| {
                body.provider == stream.provider
                    && body.endpoint == stream.endpoint
                    && question(body) == request
            })?;
            Some((stream, body))
        })
        .collect()
}

/// The request without what asks for a stream.
fn question(recording: &Recording) -> Value {
    let mut request = recording.request.clone();
    if let Some(fields) = request.as_object_mut() {
        fields.remove("stream");
        fields.remove("stream_options");
    }
    request
}
