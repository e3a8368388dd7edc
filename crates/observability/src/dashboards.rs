//! The six dashboards, each for those who ask a certain kind of question.

mod business;
mod cross_cluster;
mod development;
mod executive;
mod operations;
mod security;

use crate::dashboard::Dashboard;

/// All of them.
pub fn all() -> Vec<Dashboard> {
    vec![
        executive::dashboard(),
        operations::dashboard(),
        development::dashboard(),
        security::dashboard(),
        cross_cluster::dashboard(),
        business::dashboard(),
    ]
}
