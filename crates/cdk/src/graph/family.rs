//! Families of services, which share a colour.

/// The purpose of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Compute,
    Network,
    Edge,
    Storage,
    Database,
    Messaging,
    Security,
    Observability,
    Other,
}

impl Family {
    pub(super) const ALL: [Self; 9] = [
        Self::Compute,
        Self::Network,
        Self::Edge,
        Self::Storage,
        Self::Database,
        Self::Messaging,
        Self::Security,
        Self::Observability,
        Self::Other,
    ];

    /// Of a resource type.
    pub(super) fn of(type_name: &str) -> Self {
        match type_name {
            "AWS::EC2::Instance" | "AWS::EC2::LaunchTemplate" => return Self::Compute,
            "AWS::EC2::Volume" => return Self::Storage,
            "AWS::EC2::SecurityGroup"
            | "AWS::EC2::SecurityGroupIngress"
            | "AWS::EC2::SecurityGroupEgress" => {
                return Self::Security;
            }
            _ => {}
        }
        match type_name.split("::").nth(1).unwrap_or_default() {
            "ApplicationAutoScaling"
            | "AutoScaling"
            | "Batch"
            | "ECS"
            | "EKS"
            | "Lambda"
            | "AppRunner"
            | "Serverless" => Self::Compute,
            "EC2"
            | "ElasticLoadBalancing"
            | "ElasticLoadBalancingV2"
            | "NetworkFirewall"
            | "ServiceDiscovery"
            | "VpcLattice"
            | "DirectConnect"
            | "NetworkManager" => Self::Network,
            "ApiGateway" | "ApiGatewayV2" | "AppSync" | "CloudFront" | "GlobalAccelerator" | "Route53"
            | "Route53Resolver" => Self::Edge,
            "Backup" | "ECR" | "EFS" | "FSx" | "S3" | "S3Express" | "S3Tables" => Self::Storage,
            "DAX" | "DSQL" | "DocDB" | "DynamoDB" | "ElastiCache" | "MemoryDB" | "Neptune"
            | "OpenSearchService" | "RDS" | "Redshift" | "Timestream" | "Cassandra" => Self::Database,
            "AmazonMQ" | "Chatbot" | "Events" | "Kinesis" | "KinesisFirehose" | "MSK" | "Pipes" | "SES"
            | "SNS" | "SQS" | "Scheduler" | "StepFunctions" => Self::Messaging,
            "CertificateManager" | "Cognito" | "GuardDuty" | "IAM" | "KMS" | "SSO" | "SecretsManager"
            | "WAFv2" | "Shield" => Self::Security,
            "ApplicationInsights"
            | "CloudTrail"
            | "CloudWatch"
            | "Config"
            | "Logs"
            | "SSM"
            | "Synthetics"
            | "XRay" => Self::Observability,
            _ => Self::Other,
        }
    }

    /// Its class in the style sheet.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Network => "network",
            Self::Edge => "edge",
            Self::Storage => "storage",
            Self::Database => "database",
            Self::Messaging => "messaging",
            Self::Security => "security",
            Self::Observability => "observability",
            Self::Other => "other",
        }
    }

    /// A colour that shows on light and on dark.
    pub(super) const fn color(self) -> &'static str {
        match self {
            Self::Compute => "#e07b1f",
            Self::Network => "#7d5fe0",
            Self::Edge => "#b04fc4",
            Self::Storage => "#4c9a3d",
            Self::Database => "#2f7fd6",
            Self::Messaging => "#d9487f",
            Self::Security => "#d24b43",
            Self::Observability => "#1d9a92",
            Self::Other => "#7f8694",
        }
    }
}
