use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, Uri};
use surprisal_core::Secret;

use super::Exchange;
use super::exchange::End;
use super::secrets::{HIDDEN, Secrets, is_secret};

/// Takes the secrets out of an exchange, wherever they are: those that it shows by its headers, its URL
/// and the names in its request, and the given ones.
pub(super) fn scrub(exchange: &mut Exchange, given: &[Secret]) {
    let mut secrets = Secrets::new(given, &exchange.request);
    let chunks: Vec<&[u8]> = exchange.chunks.iter().map(|(_, bytes)| &**bytes).collect();
    secrets.add_body(&chunks.concat());
    if let Some((_, head)) = &exchange.head {
        secrets.add_headers(head.headers());
    }
    let request = &mut exchange.request;
    *request.uri_mut() = scrub_url(request.uri(), &secrets);
    scrub_headers(request.headers_mut(), &secrets);
    if let Some(body) = pieces(&[request.body()], &secrets) {
        *request.body_mut() = body.concat().into();
    }
    if let End::Error(_, message) = &mut exchange.end {
        *message = secrets.hide(message);
    }
    let before = size(exchange);
    let chunks: Vec<&[u8]> = exchange.chunks.iter().map(|(_, bytes)| &**bytes).collect();
    if let Some(scrubbed) = pieces(&chunks, &secrets) {
        for ((_, bytes), scrubbed) in exchange.chunks.iter_mut().zip(scrubbed) {
            *bytes = scrubbed.into();
        }
    }
    let after = size(exchange);
    if let Some((_, head)) = &mut exchange.head {
        scrub_headers(head.headers_mut(), &secrets);
        correct_length(head.headers_mut(), before, after);
    }
}

fn scrub_headers(headers: &mut HeaderMap, secrets: &Secrets) {
    for (name, value) in headers.iter_mut() {
        let text = String::from_utf8_lossy(value.as_bytes());
        let hidden = secrets.hide(&text);
        if value.is_sensitive() || is_secret(name.as_str()) {
            *value = HeaderValue::from_static(HIDDEN);
        } else if hidden != text {
            let hidden = HeaderValue::from_bytes(hidden.as_bytes());
            *value = hidden.unwrap_or(HeaderValue::from_static(HIDDEN));
        }
    }
}

/// The URL without who asks: user and password, and the values of parameters by their names.
fn scrub_url(url: &Uri, secrets: &Secrets) -> Uri {
    let mut text = String::new();
    if let Some(scheme) = url.scheme_str() {
        text.push_str(scheme);
        text.push_str("://");
    }
    let authority = url.authority().map_or("", |authority| authority.as_str());
    match authority.rsplit_once('@') {
        Some((_, host)) => text.extend([HIDDEN, "@", host]),
        None => text.push_str(authority),
    }
    text.push_str(url.path());
    let mut separator = '?';
    for parameter in url.query().into_iter().flat_map(|query| query.split('&')) {
        text.push(separator);
        separator = '&';
        match parameter.split_once('=') {
            Some((name, _)) if is_secret(name) => text.extend([name, "=", HIDDEN]),
            _ => text.push_str(parameter),
        }
    }
    // What is hidden is allowed everywhere but in a host.
    secrets.hide(&text).parse().unwrap_or_default()
}

/// The pieces of a text without its secrets, which may lie across several; `None` where there are none.
fn pieces(pieces: &[&[u8]], secrets: &Secrets) -> Option<Vec<Vec<u8>>> {
    let whole = pieces.concat();
    let found = secrets.find(&whole);
    if found.is_empty() {
        return None;
    }
    let mut end = 0;
    let scrubbed = pieces.iter().map(|piece| {
        let start = end;
        end += piece.len();
        let mut scrubbed = Vec::with_capacity(piece.len());
        let mut at = start;
        for range in found
            .iter()
            .filter(|range| range.start < end && range.end > start)
        {
            scrubbed.extend_from_slice(whole.get(at..range.start).unwrap_or_default());
            if range.start >= start {
                scrubbed.extend_from_slice(HIDDEN.as_bytes());
            }
            at = range.end;
        }
        scrubbed.extend_from_slice(whole.get(at..end).unwrap_or_default());
        scrubbed
    });
    Some(scrubbed.collect())
}

fn size(exchange: &Exchange) -> usize {
    exchange.chunks.iter().map(|(_, bytes)| bytes.len()).sum()
}

/// What was announced is still true of a body that has changed, or wrong in the same way.
fn correct_length(headers: &mut HeaderMap, before: usize, after: usize) {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if let Some(announced) = announced.filter(|_| before != after) {
        let length = (announced + after).saturating_sub(before);
        headers.insert(CONTENT_LENGTH, length.into());
    }
}
