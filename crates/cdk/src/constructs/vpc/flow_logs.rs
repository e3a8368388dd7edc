use cdk_aws::{ec2, kinds};
use cdk_core::{Construct, RemovalPolicy, Scope, Val, pseudo, text};
use ec2::flow_log::{LogDestinationType, ResourceType, TrafficType};

use super::VpcHandle;
use crate::constructs::{KeyHandle, LogGroup, PolicyStatement, Role};

/// A log of the traffic of a VPC.
#[must_use = "nothing is made of it before it is part of a VPC"]
pub struct FlowLogs {
    traffic: TrafficType,
    group: LogGroup,
}

impl FlowLogs {
    /// Of all traffic, kept for 90 days, and kept when the stack goes.
    pub fn all() -> Self {
        let group = LogGroup::new().retention_days(90).removal_policy(RemovalPolicy::Retain);
        Self { traffic: TrafficType::All, group }
    }

    /// Of refused traffic only, kept for 90 days.
    pub fn rejected() -> Self {
        Self { traffic: TrafficType::Reject, ..Self::all() }
    }

    /// One of the numbers CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, ..
    pub fn retention_days(mut self, days: u16) -> Self {
        self.group = self.group.retention_days(days);
        self
    }

    /// Encrypted by this key.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.group = self.group.encrypted_by(key);
        self
    }

    /// A fixed name for the log group. CloudFormation gives it one otherwise.
    pub fn log_group_name(mut self, name: impl Into<String>) -> Self {
        self.group = self.group.name(name.into());
        self
    }

    /// Whether the log stays when its stack goes, as it does unless given.
    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.group = self.group.removal_policy(policy);
        self
    }

    /// The log of a VPC that may be of another stack, such as one that comes before the log's key.
    pub fn of(self, vpc: &VpcHandle) -> VpcFlowLogs {
        VpcFlowLogs { logs: self, vpc_id: vpc.vpc_id() }
    }

    pub(super) fn declare(self, scope: &Scope, vpc_id: &Val<kinds::ec2::VpcId>) {
        scope.tag("Name", scope.path());
        let group = scope.add("LogGroup", self.group);
        let (region, account) = (scope.stack().region(), scope.stack().account());
        let logs = text!("arn:{}:ec2:{}:{}:vpc-flow-log/*", pseudo::partition(), region, &account);
        let role = Role::assumed_by("vpc-flow-logs.amazonaws.com").for_account(account).for_source(logs);
        let role = scope.add("IAMRole", role);
        let write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
        let grant = role.add_statement(PolicyStatement::allow(write).on([group.arn()]));
        let log = ec2::FlowLog::new()
            .resource_id(vpc_id)
            .resource_type(ResourceType::Vpc)
            .traffic_type(self.traffic)
            .log_destination_type(LogDestinationType::CloudWatchLogs)
            .log_group_name(group.log_group_name())
            .deliver_logs_permission_arn(role.arn());
        let log = scope.add("FlowLog", log);
        // The service tries the role when the log is made.
        grant.apply_before(&log);
    }
}

/// The log of the traffic of one VPC.
///
/// Makes: `AWS::EC2::FlowLog`, `AWS::Logs::LogGroup`, `AWS::IAM::Role` with its `AWS::IAM::Policy`.
#[must_use = "nothing is made of it before it is added to something"]
pub struct VpcFlowLogs {
    logs: FlowLogs,
    vpc_id: Val<kinds::ec2::VpcId>,
}

impl Construct for VpcFlowLogs {
    type Output = ();

    fn create(self, scope: &Scope) {
        self.logs.declare(scope, &self.vpc_id);
    }
}
