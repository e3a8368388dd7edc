//! The constructs: several resources with good defaults, declared as one.
mod alarm;
mod bucket;
mod code;
mod dashboard;
mod distribution;
mod function;
mod iam;
mod key;
mod log_group;
mod metric;
mod name;
mod queue;
mod rest_api;
mod secret;
mod site_files;
mod topic;
mod web_acl;

pub use self::alarm::{Alarm, AlarmHandle};
pub use self::bucket::{Bucket, BucketHandle};
pub use self::code::{Code, RustCode};
pub use self::dashboard::{Dashboard, Widget};
pub use self::distribution::{Behaviour, Distribution, DistributionHandle, Origin};
pub use self::function::{Architecture, Function, FunctionHandle, Schedule};
pub use self::iam::{
    Grant, Grantee, PolicyDocument, PolicyStatement, Principal, Role, RoleHandle, aws_managed_policy,
};
pub use self::key::{Key, KeyHandle};
pub use self::log_group::{LogGroup, LogGroupHandle};
pub use self::metric::Metric;
pub use self::queue::{Queue, QueueHandle};
pub use self::rest_api::{ApiResource, Cors, Integration, RestApi, RestApiHandle};
pub use self::secret::{Secret, SecretHandle};
pub use self::site_files::SiteFiles;
pub use self::topic::{Topic, TopicHandle};
pub use self::web_acl::{WebAcl, WebAclHandle};
