//! Services of containers on Fargate.

mod container;
mod deployment;
mod discovery;
mod handle;
mod image;
mod scaling;
mod secret;
mod service;
mod size;
mod task;

pub use self::container::{Container, ContainerHealthCheck};
pub use self::handle::FargateServiceHandle;
pub use self::image::Image;
pub use self::scaling::Scaling;
pub use self::secret::ContainerSecret;
pub use self::service::FargateService;
pub use self::size::TaskSize;
