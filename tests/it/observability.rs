//! The files for Prometheus, Alertmanager and Grafana, as these tools read them.

mod beside_a_clinic;
mod dashboards;
mod incident;
mod metrics;
mod rules;
mod runbooks;
