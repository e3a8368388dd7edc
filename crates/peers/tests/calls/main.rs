//! Calls over real connections to servers that answer, fail, stall or do not exist.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

mod clients;
mod cloud_map;
mod failures;
mod instruments;
mod propagation;
mod recorder;
mod refusals;
mod tuning;

use std::time::Duration;

use contract::pets::PetPath;
use contract::service::Service;
use peers::{Discovery, Error, Peers, Settings};
use tokio::net::TcpSocket;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub(crate) const PET: PetPath = PetPath { owner_id: 3, pet_id: 4 };

/// The pet as the customers service shows it.
pub(crate) const JEWEL: &str = r#"{"id":4,"name":"Jewel","owner":"Eduardo Rodriquez","birthDate":"2000-03-07","type":{"id":2,"name":"dog"}}"#;

/// A server that answers every request with a status.
pub(crate) async fn answering(status: u16) -> MockServer {
    let server = MockServer::start().await;
    answers(&server, status).await;
    server
}

/// Makes the server answer every request with a status, and clears the requests it has recorded.
pub(crate) async fn answers(server: &MockServer, status: u16) {
    server.reset().await;
    let answer = ResponseTemplate::new(status).set_body_string(JEWEL);
    Mock::given(any()).respond_with(answer).mount(server).await;
}

pub(crate) async fn seen(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// A port without a listener. The bound socket keeps other processes from taking it.
pub(crate) fn closed_port() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = format!("http://{}", socket.local_addr().unwrap());
    (socket, address)
}

pub(crate) fn peers(settings: Settings, endpoints: impl IntoIterator<Item = (Service, String)>) -> Peers {
    Peers::new(Discovery::fixed(endpoints).unwrap(), settings).unwrap()
}

pub(crate) fn customers_at(address: impl Into<String>, settings: Settings) -> Peers {
    peers(settings, [(Service::Customers, address.into())])
}

/// One call to customers: whether the pet is there.
pub(crate) async fn call(peers: &Peers) -> Result<bool, Error> {
    peers.customers().pet(PET).await.map(|it| it.is_some())
}

/// Advances the clock without waiting.
pub(crate) async fn go_by(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// Waits for a condition that running tasks bring about.
pub(crate) async fn until(mut is_so: impl FnMut() -> bool) {
    let so = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), so).await.unwrap();
}
