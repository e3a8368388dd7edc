//! All rules: id, severity, subject and remedy.

use super::Severity;
use super::Severity::{Error, Info, Warning};

/// A rule of the checks. Ids are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    /// The fault that it finds.
    pub about: &'static str,
    /// The remedy for the fault.
    pub fix: &'static str,
}

macro_rules! rules {
    ($($severity:ident $name:ident $id:literal $about:literal, $fix:literal;)+) => {
        $(pub(super) const $name: &Rule = &Rule { id: $id, severity: $severity, about: $about, fix: $fix };)+

        /// Every rule, in the order of the guide.
        pub const RULES: &[Rule] = &[$(*$name),+];
    };
}

rules! {
    // Values against AWS's schemas
    Error UNKNOWN_PROPERTY "unknown-property" "a property that the resource type does not have", "use the name of AWS's reference, or remove it";
    Error READ_ONLY "read-only-property" "a property that only AWS sets", "remove it; it is an attribute";
    Error MISSING_PROPERTY "missing-property" "a required property that is not set", "set it";
    Error WRONG_TYPE "wrong-type" "a value of another type than the property", "give a value of the property's type";
    Error NOT_ALLOWED "value-not-allowed" "a value that is none of the allowed ones", "use one of the allowed values";
    Error PATTERN "pattern-mismatch" "text that does not match the property's pattern", "write it as the pattern asks";
    Error RANGE "out-of-range" "a number outside its range", "choose a number within the range";
    Error LENGTH "text-length" "text that is too short or too long", "keep to the length";
    Error COUNT "item-count" "a list of too few or too many items", "keep to the number of items";
    Error TWICE "duplicate-item" "an item that is twice in a list of unique items", "remove one of them";
    Error COMBINATION "property-combination" "properties that exclude or need each other", "set exactly those that go together";
    Error UNKNOWN_ATTRIBUTE "unknown-attribute" "an attribute that the resource type does not have", "use an attribute of AWS's reference";
    Error UNKNOWN_REFERENCE "unknown-reference" "a reference to a logical id that the template does not have", "refer to a construct of the stack";
    Error UNKNOWN_NAME "unknown-name" "a condition, a mapping or a key of a mapping that the template does not have", "declare it, or correct the name";
    Error UNKNOWN_TYPE "unknown-type" "a resource type that there is not, whose name is nearly that of another", "use the name of AWS's reference";
    Warning UNLISTED_TYPE "unlisted-type" "a resource type of AWS that is not among those that are known", "correct the name, or make sure that AWS has it by now";
    Error REFERENCE_KIND "reference-kind" "a reference to a resource of the wrong kind", "refer to a resource of the kind that the property takes";
    Info DEPRECATED "deprecated" "a property or type that AWS has given up", "use what has taken its place";

    // Templates as a whole
    Error STRUCTURE "template-structure" "a part of a template that CloudFormation cannot read", "write it as the template reference says";
    Error NAME_REPEATED "duplicate-key" "a name that a mapping has twice, of which one is lost", "give one of them another name, or remove it";
    Error CYCLE "dependency-cycle" "resources or conditions that need each other", "break the cycle: move one of the references to a resource of its own";

    // CloudFormation's limits
    Error TOO_MANY "too-many" "more resources, parameters, outputs or mappings than a template may have", "move constructs to another stack";
    Error TEMPLATE_SIZE "template-size" "a template over 1 MB", "move constructs to another stack, or large values to assets";
    Error DESCRIPTION "description-length" "a description over 1,024 bytes", "shorten it";
    Warning NO_RESOURCES "no-resources" "a stack without resources", "declare at least one resource, or remove the stack";
    Error PARAMETER "parameter-default" "a parameter whose default its own rules refuse", "give a default that the parameter allows";
    Error EXPORT_TWICE "duplicate-export" "two stacks of a region that export one name", "give one of the exports another name";
    Error NAME_TWICE "duplicate-name" "two resources of one type with the same fixed name", "give one of them another name, or none";

    // Networks
    Error BLOCK_SIZE "block-size" "an IP block that is none or not between /16 and /28", "choose a block between /16 and /28";
    Error SUBNET_OUTSIDE "subnet-outside-vpc" "a subnet whose block is outside its VPC's", "cut the subnet's block from the VPC's";
    Error SUBNET_OVERLAP "subnet-overlap" "subnets of a VPC whose blocks overlap", "give each subnet a block of its own";
    Error MIXED_VPCS "mixed-vpcs" "subnets and security groups of different VPCs in one place", "take subnets and security groups of one VPC";
    Error NO_ATTACHMENT "gateway-not-attached" "a route to an internet gateway that is not attached to the VPC", "attach the gateway to the VPC of the route table";
    Warning BEFORE_ATTACHMENT "route-before-attachment" "a route to an internet gateway that does not wait for its attachment", "let the route depend on the attachment";
    Error PRIVATE_NAT "nat-without-internet" "a public NAT gateway in a subnet without a route to an internet gateway", "put it into a public subnet";
    Error ROUTE_TWICE "duplicate-route" "two routes of a table to the same destination", "keep one of them";
    Error TWO_TABLES "two-route-tables" "a subnet that is associated with two route tables", "keep one association";
    Error PORT_RANGE "port-range" "a security group rule whose range of ports ends before it begins", "swap the ports";

    // Load balancers
    Error BALANCER_ZONES "balancer-zones" "an application load balancer in fewer than two availability zones", "give it subnets in two zones";
    Error NO_CERTIFICATE "listener-without-certificate" "a listener for TLS without a certificate", "give it a certificate";
    Error LISTENER_PROTOCOL "listener-protocol" "a protocol that the type of load balancer does not speak", "use HTTP or HTTPS for application, TCP, TLS, UDP or TCP_UDP for network load balancers";
    Error LISTENER_PORT "duplicate-listener-port" "two listeners of a load balancer on one port", "give one of them another port";
    Error PRIORITY_TWICE "duplicate-priority" "two rules of a listener with the same priority", "give each rule its own priority";
    Error HEALTH_TIMEOUT "health-check-timeout" "a health check whose timeout is not below its interval", "shorten the timeout or lengthen the interval";

    // Containers
    Error SERVICE_CONTAINER "service-container" "a service that names a container its task definition does not have", "use the name of a container of the task definition";
    Error SERVICE_PORT "service-port" "a service that names a port its container does not map", "map the port in the container definition";
    Error TARGET_TYPE "target-type" "a target group for instances behind tasks that have addresses of their own", "set the target type to ip";
    Error FARGATE_SIZE "fargate-size" "CPU and memory that Fargate does not offer together", "choose a pair that Fargate offers";
    Error FARGATE_NETWORK "fargate-network" "a task for Fargate whose network mode is not awsvpc", "set the network mode to awsvpc";
    Error SERVICE_NETWORK "service-network" "a service of awsvpc tasks without subnets", "set the network configuration";
    Error EXECUTION_ROLE "execution-role" "a task that pulls from ECR, reads secrets or logs without an execution role", "give the task definition an execution role";
    Error CONTAINER_SIZE "container-size" "containers that want more memory or CPU than their task has", "raise the task's size or lower the containers'";
    Error NO_ESSENTIAL "no-essential-container" "a task without an essential container", "make one container essential";
    Error CONTAINER_ORDER "container-dependency" "a container that waits for one that is not there or has no health check", "wait for a container of the task, and give it a health check";
    Error HOST_PORT "host-port" "a host port other than the container's in an awsvpc task", "leave the host port out";
    Error LOG_OPTIONS "log-options" "a log driver awslogs without group, region or (on Fargate) prefix", "set awslogs-group, awslogs-region and awslogs-stream-prefix";
    Error NO_ROOM "deployment-percent" "a deployment that may neither start nor stop a task", "allow more than 100 or less than 100 percent";
    Warning EXEC "exec-read-only" "a service for ECS Exec, which writes to roots of containers that are read-only", "let the containers write to their roots";
    Error SCALING "scaling-range" "a minimum above its maximum", "swap minimum and maximum";

    // Databases
    Error CAPACITY "serverless-capacity" "a serverless cluster whose minimum is above its maximum", "swap minimum and maximum";
    Error SERVERLESS_CLASS "serverless-class" "instances and scaling of a cluster that do not go together", "use db.serverless with a serverless scaling configuration, and only with it";
    Error ENGINE "engine-mismatch" "an instance with another engine than its cluster", "use the cluster's engine";
    Error OF_CLUSTER "instance-of-cluster" "an instance of a cluster that sets what only the cluster has", "set it at the cluster";
    Error SUBNET_GROUP "subnet-group-zones" "a subnet group with fewer than two subnets", "add a subnet of another availability zone";
    Warning ENGINE_VERSION "engine-version" "a version of an engine that was not known or deprecated on the day of the list", "use a version that AWS offers";
    Error KEY_ATTRIBUTES "key-attributes" "attribute definitions of a table that are not just those of its keys", "define each attribute of a key, and no other";
    Error TABLE_KEY "table-key" "a key of a table or an index that cannot be one", "give a HASH attribute, and a RANGE attribute if there is to be one";
    Error THROUGHPUT "table-throughput" "a table whose throughput does not go with its billing mode", "give throughput to provisioned tables and indexes, and to no others";
    Error PASSWORDS "two-passwords" "a password given though AWS is to manage it", "choose one";
    Warning PROTECTED "protected-and-deleted" "a database that is protected from deletion and is to be deleted with its stack", "keep it or take a snapshot, or do not protect it";
    Warning NO_BACKUP "no-backup" "a database without backups", "set a retention of at least one day";
    Error SNAPSHOT "snapshot-unsupported" "a snapshot on removal for a type that has none", "use Retain or Delete";

    // Functions
    Warning RUNTIME "deprecated-runtime" "a runtime that AWS had given up on the day of the list", "use its successor";
    Error QUEUE_TIMEOUT "queue-visibility" "a queue whose messages become visible again before its function has finished", "set the visibility timeout to six times the function's timeout";
    Warning GATEWAY_TIMEOUT "gateway-timeout" "a function or integration that may take longer than API Gateway waits", "keep to 29 seconds, or to 15 minutes where the answer is streamed";
    Error PACKAGE "function-package" "a function whose package and settings do not go together", "give handler and runtime for a zip, and neither for an image";
    Error RESERVED_VARIABLE "reserved-variable" "an environment variable that Lambda sets itself", "use another name";
    Error VARIABLE_NAME "variable-name" "an environment variable whose name Lambda refuses", "take two characters or more: a letter, then letters, digits and _";
    Error ENVIRONMENT_SIZE "environment-size" "environment variables over 4 KB", "move values to parameters or files";
    Error STARTING_POSITION "starting-position" "a stream without a starting position", "set it to LATEST or TRIM_HORIZON";
    Error BATCH_WINDOW "batch-window" "a batch of more than 10 messages without a time to collect them", "set a batching window of at least one second";
    Error INVOKE_PERMISSION "invoke-permission" "a function that is not allowed to be invoked by what is to invoke it", "add a permission for the service";

    // API Gateway
    Error DEPLOYMENT_ORDER "deployment-order" "a deployment that does not wait for all methods of its API", "let it depend on the methods";
    Error NO_METHODS "api-without-methods" "a deployment of an API that has no methods", "add a method or a body";
    Error METHOD_TWICE "duplicate-method" "two methods of a resource for the same verb", "keep one of them";
    Error PATH_TWICE "duplicate-path" "two API resources with the same path", "use one of them";
    Error LAMBDA_VERB "lambda-verb" "a function behind an API that is not invoked by POST", "set the integration's method to POST";
    Error NO_LINK "vpc-link" "an integration through a VPC link that names none", "set the connection's id";
    Error LINK_TARGET "vpc-link-target" "a VPC link of version 1 to another load balancer than a network load balancer", "use a network load balancer, or a VPC link of version 2";

    // The edge
    Error CERTIFICATE_REGION "certificate-region" "a certificate for CloudFront outside us-east-1", "issue the certificate in us-east-1";
    Error ACL_REGION "web-acl-region" "a web ACL for CloudFront outside us-east-1", "declare it in a stack in us-east-1";
    Error ACL_SCOPE "web-acl-scope" "a web ACL whose scope does not fit what it protects", "use CLOUDFRONT for distributions and REGIONAL for all else";
    Error ACL_PRIORITY "duplicate-web-acl-priority" "two rules of a web ACL with the same priority", "give each rule its own priority";
    Error ACL_NAME "duplicate-web-acl-name" "two rules of a web ACL with the same name", "give each rule its own name";
    Error ACL_ACTION "web-acl-action" "a rule whose action does not fit its statement", "give rule groups an override action, and all others an action";
    Error ORIGIN_ID "unknown-origin" "a behaviour that names an origin the distribution does not have", "use the id of one of the origins";
    Error ORIGIN_ACCESS "origin-access" "a bucket behind CloudFront that does not let the distribution read, or whose key does not", "allow cloudfront.amazonaws.com in the policies of the bucket and its key";
    Error ALIAS_CERTIFICATE "alias-certificate" "a distribution with names of its own and no certificate", "give it a certificate for them";
    Error ROOT_OBJECT "default-root-object" "a default root object that begins with a slash", "leave the slash out";

    // Monitoring
    Error ALARM_PERIOD "alarm-period" "a period that CloudWatch does not offer", "use 10, 20, 30 or a multiple of 60 seconds";
    Error ALARM_WINDOW "alarm-window" "an alarm that looks back too far", "keep period times evaluation periods within a day, or within 7 days for periods of an hour or more";
    Error DATAPOINTS "alarm-datapoints" "more datapoints to alarm than evaluation periods", "lower the datapoints";
    Warning LOG_RETENTION "log-retention" "logs that are kept for ever", "set a retention";
    Error DASHBOARD "dashboard-body" "a dashboard whose body is no JSON or too wide", "give widgets within 24 columns as JSON";
    Error SCHEDULE "schedule-syntax" "a schedule that AWS cannot read", "write rate(5 minutes), cron(0 12 * * ? *) or at(2030-01-01T00:00:00)";
    Error RULE_TRIGGER "rule-without-trigger" "a rule of EventBridge with neither schedule nor pattern", "give it one of them";

    // Messages
    Error FIFO_NAME "fifo-name" "a name that does not end in .fifo just where it should", "end names of FIFO queues and topics in .fifo, and no others";
    Error FIFO_ONLY "fifo-only" "a setting of FIFO queues or topics on another one", "make it FIFO, or remove the setting";
    Error REDRIVE "dead-letter-queue" "a dead-letter queue that cannot be one", "use another queue of the same kind, after 1 to 1,000 receives";
    Warning DEAD_RETENTION "dead-letter-retention" "a dead-letter queue that keeps messages no longer than its source", "keep messages there longer, since their age goes on";
    Error SUBSCRIPTION "subscription-permission" "a queue or topic that does not let a topic, rule, bucket or alarm send to it, or whose key does not", "allow the service in the policies of the queue or topic and of its key";

    // Permissions
    Warning WILDCARD_ACTION "iam-wildcard-action" "a statement that allows all actions, of a service or at all", "list the actions";
    Warning WILDCARD_RESOURCE "iam-wildcard-resource" "a statement that allows actions on all resources", "name the resources";
    Warning ALL_BUT "iam-all-but" "a statement that allows all but some actions or resources", "list what is allowed";
    Warning PUBLIC_PRINCIPAL "iam-public-principal" "a policy that lets everyone in, without a condition", "name the principals, or add a condition";
    Warning OTHER_ACCOUNT "iam-other-account" "a policy that lets all of another account in, without a condition", "name roles of that account, or add a condition; the own account is AWS::AccountId";
    Error STATEMENT "iam-statement" "a statement that IAM cannot read", "give effect, actions and resources; principals in policies of resources only";
    Error NEVER_TRUSTED "iam-role-trust" "a role that nobody may assume", "let a principal assume it";
    Warning ADMINISTRATOR "iam-administrator" "a role that may do everything", "use policies for what is needed";
    Error POLICY_SIZE "iam-policy-size" "a policy over IAM's limit", "split it, or use fewer statements";
    Warning POLICY_VERSION "iam-policy-version" "a policy without the version 2012-10-17", "set the version";

    // Open to the world
    Warning OPEN_INGRESS "open-ingress" "ports other than 80 and 443 open to the world", "allow the groups or blocks that need it";
    Warning PUBLIC_BUCKET "public-bucket" "a bucket that may be public", "block public access";
    Warning PUBLIC_DATABASE "public-database" "a database with a public address", "set PubliclyAccessible to false";
    Warning PUBLIC_URL "public-function-url" "a function that everyone may call", "use AWS_IAM";
    Info INTERNET_FACING "internet-facing" "a load balancer that faces the internet", "make it internal if only the VPC needs it";
    Warning PLAIN_HTTP "plain-http" "a way in from the internet without TLS", "redirect to HTTPS";
    Warning OLD_TLS "old-tls" "a policy that still allows TLS before 1.2", "use a policy of TLS 1.2 or later";
    Warning UNENCRYPTED "unencrypted" "a store that is not encrypted", "switch encryption on";
    Warning KEY_GOES "key-of-kept-data" "data that stay when the stack goes, whose key is deleted with it", "retain the key";
    Info UNENCRYPTED_TOPIC "unencrypted-topic" "a topic that is not encrypted", "give it a key";
    Warning PLAIN_SECRET "plain-text-secret" "a secret in plain text", "use a dynamic reference to Secrets Manager or Parameter Store";
    Error ACCESS_KEY "access-key" "an AWS access key in a template", "revoke the key, and use a role";
    Warning ECHOED "echoed-parameter" "a parameter for a secret that consoles show", "set NoEcho";

    // Acknowledgements
    Warning NO_REASON "acknowledgement-without-reason" "an acknowledgement without a reason", "say why the finding is accepted";
    Warning UNUSED_ACKNOWLEDGEMENT "unused-acknowledgement" "an acknowledgement of something that is not found", "remove it, or correct the rule's id";
}
