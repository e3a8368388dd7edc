//! The last look-up of a service in one region.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_servicediscovery::Client;
use aws_sdk_servicediscovery::types::HealthStatusFilter;
use contract::service::Service;
use metrics::Counter;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::super::Address;
use crate::instruments;

/// The most instances of a service that the API returns, if one asks for as many.
const MOST: i32 = 1000;
/// A revision does not change with the health of instances, so a look-up ignores the revision after this time.
const TRUSTED_FOR: Duration = Duration::from_secs(30);
/// The port of instances that are registered without one.
const PORT: &str = "8080";

/// A service in one region.
pub(crate) struct RegionalService {
    service: Service,
    namespace: Arc<str>,
    region: Arc<str>,
    client: Client,
    looked_up: Counter,
    unchanged: Counter,
    failed: Counter,
    /// Held during a request to the API, so that only one runs at a time.
    last: Mutex<Last>,
}

#[derive(Default)]
struct Last {
    /// The last revision and the time of its look-up; `None` before the first look-up and after a failure.
    found: Option<Found>,
    has_been_found: bool,
    is_failing: bool,
}

#[derive(Clone, Copy)]
struct Found {
    revision: i64,
    at: Instant,
}

type Failed = Box<dyn Error + Send + Sync>;

impl RegionalService {
    pub(super) fn new(service: Service, namespace: Arc<str>, region: Arc<str>, client: Client) -> Self {
        let [looked_up, unchanged, failed] =
            ["ok", "unchanged", "failed"].map(|it| instruments::refreshes(service, it));
        let last = Mutex::default();
        Self { service, namespace, region, client, looked_up, unchanged, failed, last }
    }

    /// Looks the instances up unless an earlier look-up succeeded, and passes them to `hand_on`.
    pub(crate) async fn find(&self, hand_on: impl FnOnce(Vec<Address>)) {
        let mut last = self.last.lock().await;
        if !last.has_been_found {
            self.ask(&mut last, hand_on).await;
        }
    }

    /// Looks the instances up again if the revision may have changed, and passes them to `hand_on`. After a failure the
    /// previous instances stay in use.
    pub(crate) async fn refresh(&self, hand_on: impl FnOnce(Vec<Address>)) {
        let mut last = self.last.lock().await;
        self.ask(&mut last, hand_on).await;
    }

    async fn ask(&self, last: &mut Last, hand_on: impl FnOnce(Vec<Address>)) {
        match self.news(last.found).await {
            Ok(None) => self.unchanged.increment(1),
            Ok(Some((addresses, revision))) => {
                self.looked_up.increment(1);
                // Without a revision, the next refresh looks everything up again.
                last.found = revision.map(|revision| Found { revision, at: Instant::now() });
                last.has_been_found = true;
                self.says_it_works(last);
                hand_on(addresses);
            }
            Err(error) => {
                self.failed.increment(1);
                last.found = None;
                self.says_it_fails(last, &*error);
            }
        }
    }

    /// The instances and their revision; `None` if the revision is unchanged.
    async fn news(&self, found: Option<Found>) -> Result<Option<(Vec<Address>, Option<i64>)>, Failed> {
        if let Some(found) = found.filter(|it| it.at.elapsed() < TRUSTED_FOR)
            && self.revision().await? == Some(found.revision)
        {
            return Ok(None);
        }
        let request = self.client.discover_instances().namespace_name(&*self.namespace);
        let answer = request
            .service_name(self.service.name())
            .health_status(HealthStatusFilter::HealthyOrElseAll)
            .max_results(MOST)
            .send()
            .await?;
        let addresses = answer.instances().iter().filter_map(|it| address(it.attributes()?));
        let addresses = addresses.map(|it| it.in_region(&self.region)).collect();
        Ok(Some((addresses, answer.instances_revision())))
    }

    async fn revision(&self) -> Result<Option<i64>, Failed> {
        let request = self.client.discover_instances_revision().namespace_name(&*self.namespace);
        let answer = request.service_name(self.service.name()).send().await?;
        Ok(answer.instances_revision())
    }

    fn says_it_fails(&self, last: &mut Last, error: &(dyn Error + 'static)) {
        if !std::mem::replace(&mut last.is_failing, true) {
            tracing::warn!(
                service = self.service.name(),
                namespace = &*self.namespace,
                region = &*self.region,
                error = chain(error),
                "cannot look up peer; using last known instances"
            );
        }
    }

    fn says_it_works(&self, last: &mut Last) {
        if std::mem::replace(&mut last.is_failing, false) {
            tracing::info!(
                service = self.service.name(),
                region = &*self.region,
                "peer can be looked up again"
            );
        }
    }
}

/// The address of an instance; `None` if its attributes contain none.
fn address(attributes: &HashMap<String, String>) -> Option<Address> {
    let host = match (attributes.get("AWS_INSTANCE_IPV4"), attributes.get("AWS_INSTANCE_IPV6")) {
        (Some(ip), _) => ip.clone(),
        (None, Some(ip)) => format!("[{ip}]"),
        (None, None) => attributes.get("AWS_INSTANCE_CNAME")?.clone(),
    };
    let port = attributes.get("AWS_INSTANCE_PORT").map_or(PORT, String::as_str);
    Address::parse(&format!("http://{host}:{port}"))
}

/// An error and its causes on one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |it| (*it).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attributes: &[(&str, &str)]) -> Option<Address> {
        address(&attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn an_instance_is_where_its_attributes_say() {
        let port = ("AWS_INSTANCE_PORT", "81");
        for (attributes, expected) in [
            (
                vec![("AWS_INSTANCE_IPV4", "10.0.0.7"), ("AWS_INSTANCE_IPV6", "::1"), port],
                "http://10.0.0.7:81",
            ),
            (vec![("AWS_INSTANCE_IPV6", "fd00::7"), port], "http://[fd00::7]:81"),
            (vec![("AWS_INSTANCE_CNAME", "visits.internal"), port], "http://visits.internal:81"),
            (vec![("AWS_INSTANCE_IPV4", "10.0.0.7")], "http://10.0.0.7:8080"),
        ] {
            assert_eq!(of(&attributes), Address::parse(expected), "{attributes:?}");
        }
    }

    #[test]
    fn an_instance_that_does_not_say_where_it_is_is_none() {
        for attributes in [
            &[][..],
            &[("AWS_INSTANCE_PORT", "81")],
            &[("AWS_INSTANCE_IPV4", "10.0.0.7"), ("AWS_INSTANCE_PORT", "http")],
            &[("AWS_INSTANCE_IPV4", "10.0.0.7/admin?"), ("AWS_INSTANCE_PORT", "81")],
        ] {
            assert_eq!(of(attributes), None, "{attributes:?}");
        }
    }
}
