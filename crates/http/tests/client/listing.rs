//! The list of a service's models.

use surprisal_core::{Error, ErrorKind, ListModels as _, ModelCard, Result};
use surprisal_http::HttpChatModel;

use crate::acme::{Acme, Service};

async fn listed(service: &Service) -> Result<Vec<ModelCard>> {
    let model = HttpChatModel::<Acme<true>>::builder("m").client(service.client());
    model.build()?.list_models().await
}

async fn refused(service: &Service) -> Error {
    listed(service).await.unwrap_err()
}

#[tokio::test]
async fn pages_are_followed_and_their_models_stay_in_order() {
    let service = Service::new(|page| {
        let next = if page < 3 {
            format!(">models?page={}", page + 1)
        } else {
            String::new()
        };
        (200, format!("m{page} n{page}{next}"))
    });
    let cards = listed(&service).await.unwrap();
    let ids: Vec<_> = cards.iter().map(|card| &*card.id).collect();
    assert_eq!(ids, ["m1", "n1", "m2", "n2", "m3", "n3"]);
    let pages = [1, 2, 3].map(|page| format!("/v1/models?page={page}"));
    assert_eq!(service.paths(), pages);
}

#[tokio::test]
async fn a_hundred_pages_are_a_list_and_more_are_none() {
    let whole = Service::new(|page| match page {
        100 => (200, "m".to_owned()),
        _ => (200, "m>models".to_owned()),
    });
    assert_eq!(listed(&whole).await.unwrap().len(), 100);

    let endless = Service::new(|_| (200, "m>models".to_owned()));
    let error = refused(&endless).await;
    assert_eq!(
        error.to_string(),
        "acme: bad response: the list of models has more than 100 pages"
    );
    assert_eq!(endless.paths().len(), 100);
}

#[tokio::test]
async fn a_page_that_cannot_be_read_is_kept_by_the_error() {
    let service = Service::new(|page| match page {
        1 => (200, "m>models".to_owned()),
        _ => (200, "oops".to_owned()),
    });
    let error = refused(&service).await;
    assert_eq!(
        error.to_string(),
        "acme: bad response (status 200): no names"
    );
    assert_eq!(
        (error.body(), error.request_id()),
        (Some("oops"), Some("r2"))
    );
}

#[tokio::test]
async fn a_page_that_is_refused_is_the_error_of_the_list() {
    let service = Service::new(|page| match page {
        1 => (200, "m>models".to_owned()),
        _ => (503, "busy".to_owned()),
    });
    let error = refused(&service).await;
    assert_eq!((error.kind(), error.message()), (ErrorKind::Server, "busy"));
    assert_eq!(error.provider(), Some("acme"));
}

#[tokio::test]
async fn a_next_page_that_is_no_path_is_an_error_of_the_provider() {
    let service = Service::new(|_| (200, "m>models?a b".to_owned()));
    let error = refused(&service).await;
    assert_eq!(error.provider(), Some("acme"));
    assert_eq!(service.paths().len(), 1);
}
