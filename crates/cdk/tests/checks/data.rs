use serde_json::{Value, json};

use crate::case::{Case, try_all};

#[test]
fn databases_queues_and_alarms_that_contradict_themselves_are_found() {
    try_all(&cases());
}

fn aurora(cluster: Value, instance: Value) -> Value {
    let mut resources = json!({
        "Cluster": ["AWS::RDS::DBCluster", {"Engine": "aurora-mysql", "StorageEncrypted": true, "BackupRetentionPeriod": 7,
            "ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 4}}],
        "Writer": ["AWS::RDS::DBInstance", {"Engine": "aurora-mysql", "DBInstanceClass": "db.serverless", "DBClusterIdentifier": {"Ref": "Cluster"}}],
    });
    for (id, more) in [("Cluster", cluster), ("Writer", instance)] {
        let Value::Object(more) = more else { panic!() };
        resources[id][1].as_object_mut().unwrap().extend(more);
    }
    resources
}

fn alarm(more: Value) -> Value {
    let mut alarm = json!({"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 3, "Period": 60, "MetricName": "Errors",
        "Namespace": "AWS/Lambda", "Statistic": "Sum", "Threshold": 1});
    let Value::Object(more) = more else { panic!() };
    alarm.as_object_mut().unwrap().extend(more);
    json!({"Alarm": ["AWS::CloudWatch::Alarm", alarm]})
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = databases();
    cases.extend(messages());
    cases.extend(monitoring());
    cases.extend(stores());
    cases
}

fn databases() -> Vec<Case> {
    vec![
        Case {
            rule: "serverless-capacity",
            at: ("Cluster", "Properties.ServerlessV2ScalingConfiguration.MinCapacity"),
            resources: aurora(
                json!({"ServerlessV2ScalingConfiguration": {"MinCapacity": 8, "MaxCapacity": 4}}),
                json!({}),
            ),
            cure: ("/Cluster/1/ServerlessV2ScalingConfiguration/MinCapacity", json!(0.5)),
        },
        Case {
            rule: "serverless-class",
            at: ("Writer", "Properties.DBInstanceClass"),
            resources: aurora(json!({}), json!({"DBInstanceClass": "db.r7g.large"})),
            cure: ("/Writer/1/DBInstanceClass", json!("db.serverless")),
        },
        Case {
            rule: "engine-mismatch",
            at: ("Writer", "Properties.Engine"),
            resources: aurora(json!({}), json!({"Engine": "aurora-postgresql"})),
            cure: ("/Writer/1/Engine", json!("aurora-mysql")),
        },
        Case {
            rule: "instance-of-cluster",
            at: ("Writer", "Properties.MasterUsername"),
            resources: aurora(json!({}), json!({"MasterUsername": "pets"})),
            cure: ("/Writer/1/MasterUsername", Value::Null),
        },
        Case {
            rule: "subnet-group-zones",
            at: ("Group", "Properties.SubnetIds"),
            resources: json!({"Group": ["AWS::RDS::DBSubnetGroup", {"DBSubnetGroupDescription": "x", "SubnetIds": ["subnet-12345678"]}]}),
            cure: ("/Group/1/SubnetIds/-", json!("subnet-87654321")),
        },
        Case {
            rule: "two-passwords",
            at: ("Cluster", "Properties.MasterUserPassword"),
            resources: aurora(
                json!({"ManageMasterUserPassword": true, "MasterUserPassword": "{{resolve:ssm-secure:p}}"}),
                json!({}),
            ),
            cure: ("/Cluster/1/ManageMasterUserPassword", json!(false)),
        },
        Case {
            rule: "protected-and-deleted",
            at: ("Cluster", "DeletionPolicy"),
            resources: json!({"Cluster": ["AWS::RDS::DBCluster", {"Engine": "aurora-mysql", "DeletionProtection": true}, {"DeletionPolicy": "Delete"}]}),
            cure: ("/Cluster/2/DeletionPolicy", json!("Snapshot")),
        },
        Case {
            rule: "no-backup",
            at: ("Database", "Properties.BackupRetentionPeriod"),
            resources: json!({"Database": ["AWS::RDS::DBInstance", {"BackupRetentionPeriod": 0}]}),
            cure: ("/Database/1/BackupRetentionPeriod", json!(7)),
        },
        Case {
            rule: "snapshot-unsupported",
            at: ("Queue", "DeletionPolicy"),
            resources: json!({"Queue": ["AWS::SQS::Queue", {}, {"DeletionPolicy": "Snapshot"}]}),
            cure: ("/Queue/2/DeletionPolicy", json!("Retain")),
        },
        Case {
            rule: "public-database",
            at: ("Database", "Properties.PubliclyAccessible"),
            resources: json!({"Database": ["AWS::RDS::DBInstance", {"PubliclyAccessible": true}]}),
            cure: ("/Database/1/PubliclyAccessible", json!(false)),
        },
    ]
}

fn messages() -> Vec<Case> {
    let redrive = |source: Value, dead: Value| {
        let mut source = source;
        source["RedrivePolicy"] =
            json!({"maxReceiveCount": 3, "deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}});
        json!({"Queue": ["AWS::SQS::Queue", source], "Dead": ["AWS::SQS::Queue", dead]})
    };
    vec![
        Case {
            rule: "fifo-name",
            at: ("Queue", "Properties.QueueName"),
            resources: json!({"Queue": ["AWS::SQS::Queue", {"FifoQueue": true, "QueueName": "visits"}]}),
            cure: ("/Queue/1/QueueName", json!("visits.fifo")),
        },
        Case {
            rule: "fifo-only",
            at: ("Queue", "Properties.ContentBasedDeduplication"),
            resources: json!({"Queue": ["AWS::SQS::Queue", {"ContentBasedDeduplication": true}]}),
            cure: ("/Queue/1/FifoQueue", json!(true)),
        },
        Case {
            rule: "dead-letter-queue",
            at: ("Queue", "Properties.RedrivePolicy"),
            resources: redrive(json!({"FifoQueue": true}), json!({})),
            cure: ("/Dead/1/FifoQueue", json!(true)),
        },
        Case {
            rule: "dead-letter-retention",
            at: ("Queue", "Properties.RedrivePolicy"),
            resources: redrive(json!({"MessageRetentionPeriod": 1_209_600}), json!({})),
            cure: ("/Dead/1/MessageRetentionPeriod", json!(1_209_600)),
        },
        Case {
            rule: "subscription-permission",
            at: ("Alarm", "Properties.AlarmActions.0"),
            resources: {
                let mut alarmed = alarm(json!({"AlarmActions": [{"Ref": "Topic"}]}));
                alarmed["Topic"] = json!(["AWS::SNS::Topic", {"KmsMasterKeyId": "alias/aws/sns"}]);
                alarmed
            },
            cure: ("/Topic/1/KmsMasterKeyId", json!("alias/alarms")),
        },
        Case {
            rule: "subscription-permission",
            at: ("Files", "Properties.NotificationConfiguration.TopicConfigurations.0.Topic"),
            resources: json!({
                "Topic": ["AWS::SNS::Topic", {}],
                "Policy": ["AWS::SNS::TopicPolicy", {"Topics": [{"Ref": "Topic"}], "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "sns:Publish", "Principal": {"Service": "events.amazonaws.com"}, "Resource": {"Ref": "Topic"}}]}}],
                "Files": ["AWS::S3::Bucket", {"NotificationConfiguration": {"TopicConfigurations": [{"Event": "s3:ObjectCreated:*", "Topic": {"Ref": "Topic"}}]}}],
            }),
            cure: ("/Policy/1/PolicyDocument/Statement/0/Principal/Service", json!("s3.amazonaws.com")),
        },
        Case {
            rule: "subscription-permission",
            at: ("Subscription", "Properties.Endpoint"),
            resources: json!({
                "Topic": ["AWS::SNS::Topic", {}],
                "Queue": ["AWS::SQS::Queue", {"KmsMasterKeyId": "alias/aws/sqs"}],
                "Policy": ["AWS::SQS::QueuePolicy", {"Queues": [{"Ref": "Queue"}], "PolicyDocument": {"Version": "2012-10-17", "Statement": {"Fn::If": ["Fed", [
                    {"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": {"Service": "sns.amazonaws.com"}, "Resource": {"Fn::GetAtt": ["Queue", "Arn"]}}], []]}}}],
                "Subscription": ["AWS::SNS::Subscription",
                    {"Protocol": "sqs", "TopicArn": {"Ref": "Topic"}, "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}}, {"Condition": "Fed"}],
            }),
            cure: ("/Queue/1/KmsMasterKeyId", json!("alias/of-our-own")),
        },
        Case {
            rule: "subscription-permission",
            at: ("Subscription", "Properties.Endpoint"),
            resources: json!({
                "Topic": ["AWS::SNS::Topic", {}],
                "Queue": ["AWS::SQS::Queue", {}],
                "Subscription": ["AWS::SNS::Subscription", {"Protocol": "sqs", "TopicArn": {"Ref": "Topic"}, "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}}],
            }),
            cure: (
                "/Policy",
                json!(["AWS::SQS::QueuePolicy", {"Queues": [{"Ref": "Queue"}], "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": {"Service": "sns.amazonaws.com"}, "Resource": {"Fn::GetAtt": ["Queue", "Arn"]}}]}}]),
            ),
        },
        Case {
            rule: "unencrypted-topic",
            at: ("Topic", ""),
            resources: json!({"Topic": ["AWS::SNS::Topic", {}]}),
            cure: ("/Topic/1/KmsMasterKeyId", json!("alias/aws/sns")),
        },
        Case {
            rule: "unencrypted",
            at: ("Queue", "Properties.SqsManagedSseEnabled"),
            resources: json!({"Queue": ["AWS::SQS::Queue", {"SqsManagedSseEnabled": false}]}),
            cure: ("/Queue/1/SqsManagedSseEnabled", json!(true)),
        },
        Case {
            rule: "unencrypted",
            at: ("Cluster", ""),
            resources: json!({"Cluster": ["AWS::RDS::DBCluster", {}]}),
            cure: ("/Cluster/1/StorageEncrypted", json!(true)),
        },
    ]
}

fn monitoring() -> Vec<Case> {
    vec![
        Case {
            rule: "alarm-period",
            at: ("Alarm", "Properties.Period"),
            resources: alarm(json!({"Period": 90})),
            cure: ("/Alarm/1/Period", json!(120)),
        },
        Case {
            rule: "alarm-window",
            at: ("Alarm", "Properties.EvaluationPeriods"),
            resources: alarm(json!({"Period": 300, "EvaluationPeriods": 300})),
            cure: ("/Alarm/1/EvaluationPeriods", json!(288)),
        },
        Case {
            rule: "alarm-datapoints",
            at: ("Alarm", "Properties.DatapointsToAlarm"),
            resources: alarm(json!({"DatapointsToAlarm": 5})),
            cure: ("/Alarm/1/DatapointsToAlarm", json!(3)),
        },
        Case {
            rule: "log-retention",
            at: ("Logs", ""),
            resources: json!({"Logs": ["AWS::Logs::LogGroup", {}]}),
            cure: ("/Logs/1/RetentionInDays", json!(30)),
        },
        Case {
            rule: "dashboard-body",
            at: ("Dashboard", "Properties.DashboardBody"),
            resources: json!({"Dashboard": ["AWS::CloudWatch::Dashboard", {"DashboardBody": "{\"widgets\": [{\"type\": \"text\", \"x\": 12, \"width\": 18}]}"}]}),
            cure: (
                "/Dashboard/1/DashboardBody",
                json!("{\"widgets\": [{\"type\": \"text\", \"x\": 12, \"width\": 12}]}"),
            ),
        },
    ]
}

fn stores() -> Vec<Case> {
    vec![
        Case {
            rule: "key-of-kept-data",
            at: ("Files", "DeletionPolicy"),
            resources: json!({
                "Key": ["AWS::KMS::Key", {"KeyPolicy": {"Version": "2012-10-17", "Statement": []}}, {}],
                "Files": ["AWS::S3::Bucket", {"BucketEncryption": {"ServerSideEncryptionConfiguration": [
                    {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Ref": "Key"}}}]}}, {"DeletionPolicy": "Retain"}],
            }),
            cure: ("/Key/2/DeletionPolicy", json!("RetainExceptOnCreate")),
        },
        Case {
            rule: "duplicate-name",
            at: ("Two", "Properties.TableName"),
            resources: json!({"One": ["AWS::DynamoDB::Table", {"TableName": "pets"}], "Two": ["AWS::DynamoDB::Table", {"TableName": "pets"}]}),
            cure: ("/Two/1/TableName", json!("owners")),
        },
        Case {
            rule: "public-bucket",
            at: ("Bucket", "Properties.PublicAccessBlockConfiguration.BlockPublicPolicy"),
            resources: json!({"Bucket": ["AWS::S3::Bucket", {"PublicAccessBlockConfiguration": {"BlockPublicPolicy": false}}]}),
            cure: ("/Bucket/1/PublicAccessBlockConfiguration/BlockPublicPolicy", json!(true)),
        },
        Case {
            rule: "plain-text-secret",
            at: ("Function", "Properties.Environment.Variables.DB_PASSWORD"),
            resources: json!({"Function": ["AWS::Lambda::Function", {"Environment": {"Variables": {"DB_PASSWORD": "geheim"}}}]}),
            cure: (
                "/Function/1/Environment/Variables/DB_PASSWORD",
                json!("{{resolve:secretsmanager:db:SecretString:password}}"),
            ),
        },
        Case {
            rule: "plain-text-secret",
            at: ("Task", "Properties.ContainerDefinitions.0.Environment.0.Value"),
            resources: json!({"Task": ["AWS::ECS::TaskDefinition", {"ContainerDefinitions": [
                {"Name": "a", "Image": "a", "Environment": [{"Name": "API_TOKEN", "Value": "x1y2"}]}]}]}),
            cure: ("/Task/1/ContainerDefinitions/0/Environment/0/Name", json!("API_TOKEN_PATH")),
        },
        Case {
            rule: "access-key",
            at: ("Function", "Properties.Description"),
            resources: json!({"Function": ["AWS::Lambda::Function", {"Description": "with AKIAIOSFODNN7EXAMPLE"}]}),
            cure: ("/Function/1/Description", json!("with a role")),
        },
    ]
}

#[test]
fn secrets_are_not_repeated_in_findings() {
    let found = crate::case::findings(&json!({
        "Cluster": ["AWS::RDS::DBCluster", {"MasterUserPassword": "geheim-und-lang", "StorageEncrypted": true}],
    }));
    let secret = found.iter().find(|finding| finding.rule == "plain-text-secret").unwrap();
    assert_eq!(secret.value, None);
    assert!(!format!("{found:?}").contains("geheim"), "{found:?}");
}
