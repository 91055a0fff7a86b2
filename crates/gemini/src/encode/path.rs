use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The path of a request for this model: a name, or a path below the base URL.
pub(crate) fn path(model: &str, stream: bool) -> String {
    let folder = if model.contains('/') { "" } else { "models/" };
    let model = utf8_percent_encode(model, NOT_IN_A_PATH);
    let method = match stream {
        true => "streamGenerateContent?alt=sse",
        false => "generateContent",
    };
    format!("{folder}{model}:{method}")
}

/// What would end the path, or is in none.
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'`')
    .add(b'{')
    .add(b'}');
