//! The constructs: several resources with good defaults, declared as one.

mod alarm;
mod dashboard;
mod iam;
mod key;
mod log_group;
mod metric;
mod name;
mod queue;
mod secret;
mod topic;

pub use self::alarm::{Alarm, AlarmHandle};
pub use self::dashboard::{Dashboard, Widget};
pub use self::iam::{
    Grant, Grantee, PolicyDocument, PolicyStatement, Principal, Role, RoleHandle, aws_managed_policy,
};
pub use self::key::{Key, KeyHandle};
pub use self::log_group::{LogGroup, LogGroupHandle};
pub use self::metric::Metric;
pub use self::queue::{Queue, QueueHandle};
pub use self::secret::{Secret, SecretHandle};
pub use self::topic::{Topic, TopicHandle};
