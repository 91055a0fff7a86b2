use std::fs::{self, File};
use std::time::Duration;

use futures::future::join;
use surprisal_core::{CallOptions, ErrorKind, RunnableExt};
use surprisal_testing::server::Reply;
use tokio::runtime::Builder;
use tokio::time::timeout;

use super::bench::Bench;
use crate::{ChatLocal, catalog};

#[test]
fn a_call_that_waits_for_too_long_is_told_while_the_model_is_fetched() {
    let bench = Bench::new();
    bench.server.reply(Reply::new(404));
    fs::create_dir_all(&bench.store.dir).unwrap();
    let model = &catalog()[0];
    let lock = bench.store.dir.join(format!("{}.lock", model.file));
    let lock = File::create(lock).unwrap();
    fs4::FileExt::try_lock(&lock).unwrap();

    let store = bench.store.clone();
    let chat = ChatLocal::builder(model.name).store(store).build().unwrap();
    let limit = CallOptions::new().timeout(Duration::from_millis(50));
    let limited = chat.clone().bind(limit);
    let first = async {
        let error = limited.invoke("hello").await.unwrap_err();
        drop(lock);
        error
    };
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let both = async { timeout(Duration::from_secs(30), join(first, chat.load())).await };
    let (first, second) = runtime.block_on(both).expect("the limit is seen");
    assert_eq!(first.kind(), ErrorKind::Timeout, "{first}");
    assert_eq!(first.message(), "the call took longer than 50ms");
    // That there is no model is said to the one who waits yet.
    assert_eq!(second.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(bench.server.requests().len(), 1);
}
