use std::time::{Duration, Instant};

use surprisal_core::ErrorKind;
use surprisal_testing::server::Reply;

use super::bench::{Bench, TOKEN};
use crate::files::download::parse_endpoint;
use crate::files::{Source, Stage};

#[test]
fn a_file_comes_over_a_redirect_and_is_found_from_then_on() {
    let bench = Bench::new();
    let redirect = Reply::new(302).header("location", "/cdn/1?signature=s");
    bench.server.reply(redirect);
    bench.reply_whole();

    let mut seen = Vec::new();
    let file = bench.store.fetch(&bench.model, &mut |progress| {
        if let Stage::Downloading(source) = progress.stage {
            seen.push((source.to_string(), progress.bytes, progress.total));
        }
    });
    let file = file.unwrap();
    bench.assert_whole(&file);
    assert_eq!(file.source, Source::Hub(bench.model.hub.clone()));
    assert!(!file.cached);
    let size = bench.model.size;
    let last = (
        "the model hub, owner/tiny-GGUF".to_owned(),
        size,
        Some(size),
    );
    assert_eq!(seen.last(), Some(&last));
    assert!(seen.is_sorted_by_key(|(_, bytes, _)| *bytes));

    let requests = bench.server.requests();
    let paths: Vec<_> = requests.iter().map(|request| request.target()).collect();
    assert_eq!(
        paths,
        [
            "/owner/tiny-GGUF/resolve/0123abc/tiny.gguf",
            "/cdn/1?signature=s"
        ]
    );

    let again = bench.fetch().unwrap();
    assert!(again.cached);
    assert_eq!(again.source, file.source);
    assert!(
        again
            .to_string()
            .ends_with("(from the model hub, owner/tiny-GGUF, cached)")
    );
    assert_eq!(bench.server.requests().len(), 2);
}

#[test]
fn the_token_goes_to_the_hub_and_into_no_error() {
    let bench = Bench::new();
    bench.server.reply(Reply::new(401).body(TOKEN));
    let error = bench.fetch().unwrap_err();
    let requests = bench.server.requests();
    let sent = requests[0].header("authorization");
    assert_eq!(sent, Some("Bearer hf_secret"));
    let printed = format!("{error} {error:?} {:?}", bench.store);
    assert!(!printed.contains(TOKEN), "{printed}");
    assert!(
        printed.contains("authentication failed (status 401)"),
        "{printed}"
    );
}

#[test]
fn a_busy_hub_is_asked_again_and_a_missing_file_is_not() {
    let bench = Bench::new();
    bench.server.reply(Reply::new(500));
    bench.reply_whole();
    bench.assert_whole(&bench.fetch().unwrap());

    let bench = Bench::new();
    bench.server.reply(Reply::new(404));
    let error = bench.fetch().unwrap_err();
    assert_eq!(bench.server.requests().len(), 1);
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn a_hub_that_stays_busy_is_given_up() {
    let bench = Bench::new();
    (0..9).for_each(|_| bench.server.reply(Reply::new(503)));
    assert_eq!(bench.fetch().unwrap_err().kind(), ErrorKind::Connection);
    assert_eq!(bench.server.requests().len(), 3);
}

#[test]
fn wrong_content_never_takes_the_name_of_the_file() {
    let bench = Bench::new();
    let mut content = bench.content.clone();
    content[7] ^= 1;
    bench.server.reply(Reply::new(200).body(content));
    let error = bench.fetch().unwrap_err();
    assert!(error.message().contains("SHA-256"), "{error}");
    assert_eq!(bench.names(), [".gguf.lock"]);
    assert_eq!(bench.server.requests().len(), 1);
}

#[test]
fn a_file_of_another_size_is_not_downloaded() {
    for size in [1_000, 300_000] {
        let bench = Bench::new();
        bench.server.reply(Reply::new(200).body(vec![0; size]));
        let error = bench.fetch().unwrap_err();
        assert!(
            error.message().contains(&format!("at least {size}")),
            "{error}"
        );

        // Without a length it shows at the end.
        let bench = Bench::new();
        let reply = Reply::new(200).body(vec![0; size]);
        bench.server.reply(reply.chunked());
        bench.server.reply(Reply::new(404));
        let error = bench.fetch().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        assert!(!bench.names().contains(&".gguf".to_owned()));
    }
}

#[test]
fn a_hub_that_cannot_be_reached_is_given_up_at_once() {
    let mut bench = Bench::new();
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    bench.store.sources.hub.endpoint = parse_endpoint(&format!("http://{closed}"));
    let start = Instant::now();
    assert_eq!(bench.fetch().unwrap_err().kind(), ErrorKind::Connection);
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_hub_that_says_nothing_is_given_up_after_the_time_limit() {
    let mut bench = Bench::new();
    bench.store.sources.hub.idle_timeout = Duration::from_millis(200);
    bench
        .server
        .reply(Reply::new(200).delay(Duration::from_secs(30)));
    let error = bench.fetch().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.message().contains("timeout"), "{error}");
    assert_eq!(bench.server.requests().len(), 1);
}

#[test]
fn an_endpoint_is_a_url_without_a_password() {
    let mut bench = Bench::new();
    for text in [
        "huggingface.co",
        "ftp://h",
        "https://u:pass@h",
        "https://h/?a=b",
    ] {
        bench.store.sources.hub.endpoint = parse_endpoint(text);
        let message = bench.fetch().unwrap_err().message().to_owned();
        assert!(
            message.contains("HF_ENDPOINT is not a URL"),
            "{text}: {message}"
        );
        assert!(!message.contains("pass@"), "{message}");
    }
    assert!(bench.server.requests().is_empty());

    let url = format!("{}/mirror/", bench.server.url());
    bench.store.sources.hub.endpoint = parse_endpoint(&url);
    bench.reply_whole();
    bench.fetch().unwrap();
    let requests = bench.server.requests();
    let path = requests[0].path();
    assert_eq!(path, "/mirror/owner/tiny-GGUF/resolve/0123abc/tiny.gguf");
}
