//! No secret is in a file, wherever it was.

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use proptest::prelude::*;
use surprisal_testing::replay::Recorder;

use crate::support::{Answer, Service, Tape, answer, post, read};

const KEY: &str = "sk-proj-0/1+2\"3_4";

async fn recorded(request: Request<Bytes>, answer: Answer) -> (String, Vec<Bytes>) {
    let tape = Tape::new();
    read(&tape.record([answer]), request.clone()).await.unwrap();
    let played = read(&tape.replay(), request).await.unwrap();
    (tape.text(), played.2)
}

#[tokio::test]
async fn headers_are_hidden_by_their_names_or_their_mark() {
    let mut request = post("/a", "");
    let names = [
        "authorization",
        "proxy-authorization",
        "api-key",
        "x-api-key",
        "x-goog-api-key",
        "cookie",
        "openai-organization",
        "openai-project",
        "x-auth-token",
        "x-amz-security-token",
        "ocp-apim-subscription-key",
        "chatgpt-account-id",
    ];
    for name in names {
        request
            .headers_mut()
            .insert(name, "hidden-value".parse().unwrap());
    }
    let mut marked = HeaderValue::from_static("hidden-value");
    marked.set_sensitive(true);
    request.headers_mut().insert("x-any", marked);
    request
        .headers_mut()
        .insert("accept", "text/plain".parse().unwrap());
    let mut head = Response::new(());
    for (name, value) in [
        ("set-cookie", "session=hidden-value; path=/"),
        ("openai-organization", "hidden-value"),
        ("x-ratelimit-remaining-tokens", "17"),
        ("x-request-id", "req_1"),
    ] {
        head.headers_mut().append(name, value.parse().unwrap());
    }
    let (text, _) = recorded(request, (0, Ok(head), Vec::new())).await;
    assert!(!text.contains("hidden-value"), "{text}");
    for name in names.iter().chain(&["x-any", "set-cookie"]) {
        assert!(
            text.contains(&format!("\"{name}\":\"***\"")),
            "{name}: {text}"
        );
    }
    for kept in ["\"accept\":\"text/plain\"", "-tokens\":\"17\"", "\"req_1\""] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
}

#[tokio::test]
async fn who_asks_is_hidden_in_urls() {
    let url = "https://me:pass%20word@h.test/a?key=AIza0000&api-version=1&X-Amz-Signature=abcdef00&sig=s&q";
    let echo = "pass word, pass%20word, AIza0000, abcdef00, s";
    let (text, chunks) = recorded(post(url, ""), answer([echo])).await;
    let hidden = "https://***@h.test/a?key=***&api-version=1&X-Amz-Signature=***&sig=***&q";
    assert!(text.contains(&format!("\"url\":\"{hidden}\"")), "{text}");
    assert_eq!(chunks, ["***, ***, ***, ***, s"]);
}

#[tokio::test]
async fn a_secret_is_hidden_in_every_form_and_every_place() {
    let json = KEY.replace('"', "\\\"");
    let slashes = json.replace('/', "\\/");
    let url = "sk-proj-0%2F1%2B2%223_4";
    let mut request = post(
        &format!("/a/{url}?q={url}"),
        format!("{{\"said\":\"{json}\"}}"),
    );
    let value = HeaderValue::from_str(&format!("Bearer {KEY}")).unwrap();
    request.headers_mut().insert("authorization", value);
    request.headers_mut().insert("x-said", KEY.parse().unwrap());
    let mut head = Response::new(());
    head.headers_mut()
        .insert("location", format!("/b?{url}").parse().unwrap());
    let body = format!("{KEY} {json} {slashes} {url} {KEY}{KEY}");
    let (text, chunks) = recorded(request, (0, Ok(head), vec![(0, Ok(body.into()))])).await;
    assert!(!text.contains("sk-proj"), "{text}");
    assert!(text.contains("{\"json\":{\"said\":\"***\"}}"), "{text}");
    assert!(text.contains("\"location\":\"/b?***\""), "{text}");
    assert_eq!(chunks, ["*** *** *** *** ***"]);
}

#[tokio::test]
async fn tokens_for_tools_are_hidden_by_their_names() {
    let body = r#"{"tools":[{"type":"mcp","authorization":"tok-12345","headers":{"X-Api_Key":"Bearer abc-6789"}}],"key":"customer_id"}"#;
    let (text, chunks) =
        recorded(post("/a", body), answer(["tok-12345 abc-6789 customer_id"])).await;
    let hidden = r#"{"tools":[{"type":"mcp","authorization":"***","headers":{"X-Api_Key":"***"}}],"key":"customer_id"}"#;
    assert!(text.contains(hidden), "{text}");
    assert_eq!(chunks, ["*** *** customer_id"]);
}

#[tokio::test]
async fn tokens_that_a_service_gives_out_are_hidden() {
    let grant = "{\"access_token\": \"ya29.abc\", \"scope\": \"all\"}";
    let (text, chunks) = recorded(
        post("/token", ""),
        answer(<[&str; 2]>::from(grant.split_at(20))),
    )
    .await;
    assert!(!text.contains("ya29"), "{text}");
    assert_eq!(
        chunks.concat(),
        b"{\"access_token\": \"***\", \"scope\": \"all\"}"
    );
}

#[tokio::test]
async fn what_is_left_of_a_key_where_an_answer_broke_off_is_hidden() {
    let key = "sk-proj-0123456789abcdefghijkl";
    let mut request = post("/a", "");
    let value = HeaderValue::from_str(&format!("Bearer {key}")).unwrap();
    request.headers_mut().insert("authorization", value);
    let basic = "bWU6c2stcHJvai0wMTIzNDU2Nzg5YWJjZGVmZ2hpamts";
    let body = format!("me:key is {basic}; no key sk-proj-0123456789ab");
    let (text, chunks) = recorded(request, answer([body])).await;
    assert!(!text.contains("sk-proj-0123456"), "{text}");
    assert!(!text.contains("stcHJvai0wMTIzNDU2"), "{text}");
    let played = String::from_utf8(chunks.concat()).unwrap();
    assert!(played.ends_with("no key ***"), "{played}");
}

#[tokio::test]
async fn what_else_is_secret_can_be_said() {
    let tape = Tape::new();
    let service = Service::new([answer(["the word is xyzzy"])]);
    let recorder = Recorder::new(service, &tape.path).unwrap().secret("xyzzy");
    read(&recorder, post("/a", "{\"word\":\"xyzzy\"}"))
        .await
        .unwrap();
    assert!(!tape.text().contains("xyzzy"));
    assert_eq!(
        read(&tape.replay(), post("/a", "{\"word\":\"another\"}"))
            .await
            .unwrap()
            .2,
        ["the word is ***"]
    );
    assert!(!format!("{recorder:?}").contains("xyzzy"));
}

#[tokio::test]
async fn a_body_that_is_shorter_than_it_was_has_another_length() {
    let key = "sk-0123456789";
    let mut request = post("/a", "");
    request
        .headers_mut()
        .insert("api-key", key.parse().unwrap());
    let body = format!("{key} is no key");
    let mut head = Response::new(());
    head.headers_mut()
        .insert("content-length", (body.len() + 5).into());
    let tape = Tape::new();
    let answer = (0, Ok(head), vec![(0, Ok(body.into()))]);
    read(&tape.record([answer]), request.clone()).await.unwrap();
    let (_, headers, chunks, _) = read(&tape.replay(), request).await.unwrap();
    assert_eq!(chunks, ["*** is no key"]);
    assert_eq!(headers["content-length"], (chunks[0].len() + 5).to_string());
}

proptest! {
    #[test]
    fn no_secret_is_in_a_file_however_an_answer_is_cut(
        key in "[!-~]{8,40}",
        before in any::<Vec<u8>>(),
        between in "[ -~é]{0,5}",
        after in any::<Vec<u8>>(),
        cuts in prop::collection::vec(0..120_usize, 0..8),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = [&before[..], key.as_bytes(), between.as_bytes(), key.as_bytes(), &after].concat();
        let mut rest = Bytes::from(body);
        let mut chunks: Vec<_> = cuts.iter().map(|cut| rest.split_to(*cut.min(&rest.len()))).collect();
        chunks.push(rest);
        let mut request = post("/a", key.clone());
        let mut value = HeaderValue::from_str(&key).unwrap();
        value.set_sensitive(true);
        request.headers_mut().insert("x-any", value);
        let (text, chunks) = runtime.block_on(recorded(request, answer(chunks.clone())));
        // Not only in one of its lines.
        let played = chunks.concat();
        let is_in = |bytes: &[u8]| bytes.windows(key.len()).any(|window| window == key.as_bytes());
        // Of stars alone it cannot be told from what hides it.
        prop_assume!(!key.trim_matches('*').is_empty());
        prop_assert!(!is_in(&played), "{:?}", chunks);
        prop_assert!(!is_in(text.as_bytes()), "{}", text);
    }
}
