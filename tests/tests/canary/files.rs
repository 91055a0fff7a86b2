use std::fs;
use std::path::Path;

use surprisal::http::ReqwestTransport;
use surprisal::openai::ChatOpenAi;
use surprisal::sqlite::SqliteCache;
use surprisal::{CallOptions, MemoryCache, RunnableExt as _};
use surprisal_testing::server::Server;

use crate::asked::client;
use crate::key::{KEY, assert_clean};
use crate::replies::right;
use crate::told;

/// All that is in a folder.
fn bytes(folder: &Path) -> Vec<u8> {
    let files = fs::read_dir(folder).unwrap();
    files
        .flat_map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect()
}

#[tokio::test]
async fn no_cache_holds_a_key_or_the_value_of_a_header() {
    let server = Server::start().await.unwrap();
    let (_, reply) = right().swap_remove(0);
    server.reply(reply.forever());
    let transport = ReqwestTransport::builder().build().unwrap();
    let model = ChatOpenAi::builder("m").base_url(server.url()).api_key(KEY);
    let model = model.client(client(transport)).build().unwrap();
    let options = CallOptions::new().raw(true).header("x-caller", KEY);

    let folder = tempfile::tempdir().unwrap();
    let cache = SqliteCache::open(folder.path().join("answers.sqlite")).unwrap();
    let kept = model
        .clone()
        .with_cache(cache.clone())
        .bind(options.clone());
    for _ in 0..2 {
        assert_clean("an answer", told::of_answer(kept.invoke("hi").await));
    }
    assert_eq!(cache.len().await.unwrap(), 1);
    let on_disk = bytes(folder.path());
    assert!(on_disk.windows(2).any(|pair| pair == b"Hi"));
    assert_clean("the cache on the disk", on_disk);
    assert_clean("the cache as it prints", format!("{kept:?} {cache:?}"));

    let cache = MemoryCache::new(9);
    let kept = model.with_cache(cache.clone()).bind(options);
    kept.invoke("hi").await.unwrap();
    assert_eq!(server.requests().len(), 2);
    assert_clean(
        "the cache in memory as it prints",
        format!("{kept:?} {cache:?}"),
    );
}
