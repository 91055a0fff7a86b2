//! The models that a real server lists.

use surprisal::ListModels;
use surprisal_tests::llama::ALIAS;

use crate::support::real;

#[tokio::test]
async fn a_real_server_lists_its_model() {
    let Some(real) = real().await else { return };
    let models = real.model.list_models().await.unwrap();
    let ids: Vec<&str> = models.iter().map(|card| &*card.id).collect();
    assert_eq!(ids, [ALIAS]);
    assert!(models[0].created.is_some());
    assert_eq!(models[0].owned_by.as_deref(), Some("llamacpp"));
    assert_eq!(models[0].extra["meta"]["n_embd"], 576);
}
