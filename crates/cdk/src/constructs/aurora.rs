//! Aurora Serverless v2: clusters of MySQL or PostgreSQL that are as large as their load.

mod cluster;
mod engine;
mod handle;
mod instances;
mod password;
mod user;

pub use self::cluster::AuroraCluster;
pub use self::engine::AuroraEngine;
pub use self::handle::AuroraClusterHandle;
pub use self::user::{AuroraUser, AuroraUserHandle};
