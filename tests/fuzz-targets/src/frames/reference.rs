//! The formats, read off their descriptions, over a whole text at once.

use super::Owned;

/// Its lines, without a byte order mark.
fn lines(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split('\n').map(str::to_owned).collect()
}

/// The events of a text that ends with a blank line: "Server-sent events" of the HTML standard.
pub(super) fn events(text: &str) -> Vec<Owned> {
    let (mut events, mut name, mut data) = (Vec::new(), String::new(), Vec::<String>::new());
    for line in lines(text) {
        if line.is_empty() {
            if !data.is_empty() {
                let event = Some(name.clone()).filter(|name| !name.is_empty());
                events.push((event, data.join("\n")));
            }
            name.clear();
            data.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut name),
            "data" => data.push(value.to_owned()),
            _ => {}
        }
    }
    events
}

/// The lines of a text that ends with one, but for blank ones.
pub(super) fn values(text: &str) -> Vec<Owned> {
    let lines = lines(text).into_iter();
    let values = lines.filter(|line| !line.as_bytes().trim_ascii().is_empty());
    values.map(|line| (None, line)).collect()
}
