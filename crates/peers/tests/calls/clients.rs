//! The requests of the typed clients, and their reading of the answers.

use contract::service::Service;
use contract::visits::{PetIds, Visit, VisitList};
use peers::{Error, Peers, Settings};
use wiremock::matchers::{body_bytes, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{JEWEL, PET, answering, call, customers_at, peers, seen};

fn visits_at(server: &MockServer) -> Peers {
    peers(Settings::default(), [(Service::Visits, server.uri())])
}

fn visit(id: i32, pet_id: i32) -> Visit {
    Visit { id, date: None, description: Some("rabies shot".to_owned()), pet_id }
}

fn listed(ids: impl IntoIterator<Item = i32>) -> String {
    ids.into_iter().map(|it| it.to_string()).collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn a_pet_exists_where_customers_finds_it() {
    let server = MockServer::start().await;
    let found = Mock::given(method("GET")).and(path("/api/customers/owners/3/pets/4"));
    found.respond_with(ResponseTemplate::new(200).set_body_string(JEWEL)).mount(&server).await;
    assert!(call(&customers_at(server.uri(), Settings::default())).await.unwrap());
}

#[tokio::test]
async fn a_pet_does_not_exist_where_customers_answers_404() {
    let server = answering(404).await;
    assert!(!call(&customers_at(server.uri(), Settings::default())).await.unwrap());
}

#[tokio::test]
async fn another_refusal_is_an_error_and_not_an_answer_about_the_pet() {
    let server = answering(400).await;
    let error = call(&customers_at(server.uri(), Settings::default())).await.unwrap_err();
    assert!(matches!(error, Error::Answered(Service::Customers, 400)), "{error:?}");
    assert_eq!(error.to_string(), "customers answered 400");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = MockServer::start().await;
    let elsewhere = ResponseTemplate::new(302).insert_header("location", "/elsewhere");
    Mock::given(method("GET")).respond_with(elsewhere).mount(&server).await;
    let error = call(&customers_at(server.uri(), Settings::default())).await.unwrap_err();
    assert!(matches!(error, Error::Answered(Service::Customers, 302)), "{error:?}");
    assert_eq!(seen(&server).await, 1);
}

#[tokio::test]
async fn the_visits_of_pets_are_asked_for_once_per_pet_in_order() {
    let server = MockServer::start().await;
    let items = vec![visit(9, 1), visit(5, 2)];
    Mock::given(method("GET"))
        .and(path("/api/visits/pets/visits"))
        .and(query_param("petId", "1,2"))
        .respond_with(ResponseTemplate::new(200).set_body_json(VisitList { items: items.clone() }))
        .mount(&server)
        .await;
    assert_eq!(visits_at(&server).visits().of_pets(&[2, 1, 2]).await.unwrap(), items);
}

#[tokio::test]
async fn more_pets_than_one_request_holds_take_several() {
    let server = MockServer::start().await;
    let most = i32::try_from(PetIds::MOST).unwrap();
    for (ids, item) in [(listed(1..=most), visit(7, 1)), (listed([most + 1]), visit(3, most + 1))] {
        Mock::given(query_param("petId", ids))
            .respond_with(ResponseTemplate::new(200).set_body_json(VisitList { items: vec![item] }))
            .expect(1)
            .mount(&server)
            .await;
    }
    let ids: Vec<_> = (1..=most + 1).collect();
    let found = visits_at(&server).visits().of_pets(&ids).await.unwrap();
    assert_eq!(found, [visit(7, 1), visit(3, most + 1)]);
}

#[tokio::test]
async fn no_pets_have_no_visits_and_take_no_call() {
    let server = answering(500).await;
    assert!(visits_at(&server).visits().of_pets(&[]).await.unwrap().is_empty());
    assert_eq!(seen(&server).await, 0);
}

#[tokio::test]
async fn a_pet_is_forgotten_by_a_delete_without_a_body() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .and(path("/internal/visits/pets/4"))
        .and(body_bytes(Vec::<u8>::new()))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    visits_at(&server).visits().forget_pet(4).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_is_not_as_agreed_is_named_by_its_operation_and_not_quoted() {
    let server = MockServer::start().await;
    let other = ResponseTemplate::new(200).set_body_string(r#"{"items": "555-0199"}"#);
    Mock::given(method("GET")).respond_with(other).mount(&server).await;
    let error = visits_at(&server).visits().of_pets(&[1]).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(Service::Visits, "listVisitsOfPets")), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("555-0199"));
}

#[tokio::test]
async fn a_call_can_be_made_from_any_task() {
    let server = answering(404).await;
    let peers = customers_at(server.uri(), Settings::default());
    let (customers, visits) = (peers.customers(), peers.visits());
    assert!(tokio::spawn(async move { customers.pet(PET).await }).await.unwrap().unwrap().is_none());
    let error = tokio::spawn(async move { visits.forget_pet(1).await }).await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "visits has no known address");
}
