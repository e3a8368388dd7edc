//! The cost of watching a large fleet: the admin server beside 200 instances, which it finds in Cloud Map, polls and samples.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use axum::Router;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use contract::service::Service;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::harness::{AwsHarness, PASSWORD};
use crate::cpu::{Cpu, Memory};
use crate::footprint::mib;
use crate::http::Connection;

/// The number of instances.
const INSTANCES: u8 = 200;
/// How long the admin server runs before it is measured: it has found and described all instances.
const WARM_UP: Duration = Duration::from_secs(30);
/// How long it is measured: six polls of each instance and two samples.
const MEASURED: Duration = Duration::from_mins(2);
/// What an instance answers.
const ENDPOINTS: [&str; 4] = ["/actuator", "/actuator/health", "/actuator/info", "/actuator/prometheus"];

/// What it takes to watch the instances.
#[derive(Debug, Serialize)]
pub(crate) struct Watching {
    pub(crate) instances: u8,
    /// The share of one core, in per cent.
    pub(crate) core: f64,
    /// Resident memory in MiB at the end.
    pub(crate) memory: f64,
}

pub(super) async fn measure(harness: &AwsHarness) -> Result<Watching> {
    let model = harness.start(Service::Vets, &[]).await?;
    let mut connection = Connection::open(model.address).await?;
    let mut answers = Vec::new();
    for path in ENDPOINTS {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {PASSWORD}\r\n\r\n");
        let answer = connection.exchange(request.as_bytes()).await?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        answers.push((path, String::from_utf8_lossy(answer.body).into_owned()));
    }
    drop(model);
    // One listener is all instances: the whole of 127.0.0.0/8 leads to this machine.
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
    let port = listener.local_addr()?.port();
    let asked = Arc::<AtomicU64>::default();
    let count = asked.clone();
    let answer = async move |uri: Uri| -> Response {
        count.fetch_add(1, Ordering::Relaxed);
        match answers.iter().find(|(path, _)| *path == uri.path()) {
            Some((path, text)) if path.ends_with("prometheus") => text.clone().into_response(),
            Some((_, text)) => ([("content-type", "application/json")], text.clone()).into_response(),
            None => axum::http::StatusCode::NOT_FOUND.into_response(),
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    let at = |number: u8| SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 1, 0, number)), port);
    harness.register_all(Service::Vets, (1..=INSTANCES).map(at)).await?;

    let admin = harness.start(Service::Admin, &[]).await?;
    sleep(WARM_UP).await;
    let (before, asked_before) = (Cpu::of(admin.pid())?, asked.load(Ordering::Relaxed));
    sleep(MEASURED).await;
    let (after, asked_after) = (Cpu::of(admin.pid())?, asked.load(Ordering::Relaxed));
    let polls = (asked_after - asked_before) as f64 / f64::from(INSTANCES);
    ensure!(polls >= 10.0, "each instance was asked only {polls:.1} times in {MEASURED:?}");
    Ok(Watching {
        instances: INSTANCES,
        core: 100.0 * after.since(&before).as_secs_f64() / MEASURED.as_secs_f64(),
        memory: mib(Memory::of(admin.pid())?.now),
    })
}
