use surprisal_testing::server::Server;

use crate::support::{at, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_cannot_score_says_which_can() {
    let server = Server::start().await.unwrap();
    let ran = run(at(
        server.url(),
        &["score", "--prompt", "a", "--continuation", "b"],
    ));
    assert_eq!((ran.code, ran.out.as_str()), (Some(5), ""), "{}", ran.err);
    assert!(ran.err.contains("local:smollm2-135m"), "{}", ran.err);
    assert!(server.requests().is_empty());
}
