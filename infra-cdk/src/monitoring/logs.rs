//! Metrics that are made of logs: what a program does not publish itself.

use std::collections::BTreeMap;

use cdk::aws::kinds::logs::LogGroupName;
use cdk::constructs::{Metric, MetricFilter};
use cdk::{IntoVal, Stack, Val, given};
use contract::service::Service;

use crate::app::Clinic;
use crate::names;

/// Metrics by what they count.
pub struct LogMetrics {
    /// Lines of each service's log, by what they tell.
    pub services: BTreeMap<Service, Vec<(&'static LinesOf, Metric)>>,
    /// Requests to the API that never reached a service, by what became of them.
    pub requests: Vec<(&'static LinesOf, Metric)>,
    /// Calls of AWS's APIs, by what they are.
    pub audit: Vec<(&'static LinesOf, Metric)>,
}

/// Lines of a log that are counted.
pub struct LinesOf {
    /// The name of the metric, after that of its log.
    pub name: &'static str,
    pub pattern: &'static str,
    /// Whether a single line is worth an alarm. Otherwise the number is drawn only.
    pub is_alarming: bool,
}

const fn lines(name: &'static str, pattern: &'static str) -> LinesOf {
    LinesOf { name, pattern, is_alarming: false }
}

const fn alarming(name: &'static str, pattern: &'static str) -> LinesOf {
    LinesOf { name, pattern, is_alarming: true }
}

/// Of programs: as `telemetry` writes them, one object a line.
const PROGRAM: [LinesOf; 2] =
    [lines("ErrorLines", r#"{ $.level = "ERROR" }"#), lines("WarningLines", r#"{ $.level = "WARN" }"#)];

/// Of functions: what the platform writes when it ends one.
const FUNCTION: [LinesOf; 2] = [
    alarming("TimedOut", r#"?"Task timed out" ?"Status: timeout""#),
    alarming("Crashed", r#"?"Runtime.ExitError" ?"Runtime.OutOfMemory" ?"signal: killed""#),
];

/// Of the API's access log.
const REQUESTS: [LinesOf; 3] = [
    lines("Throttled", r#"{ $.status = "429" }"#),
    lines("Refused", r#"{ $.status = "403" }"#),
    lines("TimedOut", r#"{ $.status = "504" }"#),
];

/// Of the audit trail: after the benchmark of the Center for Internet Security. A deployment changes roles, policies, groups and routes,
/// so that those are counted without an alarm.
const AUDIT: [LinesOf; 12] = [
    alarming(
        "RootUsed",
        r#"{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#,
    ),
    alarming(
        "SignedInWithoutMfa",
        r#"{ $.eventName = "ConsoleLogin" && $.additionalEventData.MFAUsed != "Yes" && $.userIdentity.type = "IAMUser" && $.responseElements.ConsoleLogin = "Success" }"#,
    ),
    lines("SignInsFailed", r#"{ $.eventName = "ConsoleLogin" && $.errorMessage = "Failed authentication" }"#),
    lines("Unauthorized", r#"{ $.errorCode = "*UnauthorizedOperation" || $.errorCode = "AccessDenied*" }"#),
    alarming("TrailChanged", r#"{ $.eventName = "StopLogging" || $.eventName = "DeleteTrail" }"#),
    alarming(
        "KeyDisabled",
        r#"{ $.eventSource = "kms.amazonaws.com" && ($.eventName = "DisableKey" || $.eventName = "ScheduleKeyDeletion") }"#,
    ),
    alarming(
        "RecordingStopped",
        r#"{ $.eventSource = "config.amazonaws.com" && ($.eventName = "StopConfigurationRecorder" || $.eventName = "DeleteDeliveryChannel") }"#,
    ),
    lines(
        "PermissionsChanged",
        r#"{ $.eventSource = "iam.amazonaws.com" && ($.eventName = "*Policy" || $.eventName = "*PolicyVersion") }"#,
    ),
    lines(
        "GroupsChanged",
        r#"{ $.eventName = "AuthorizeSecurityGroup*" || $.eventName = "RevokeSecurityGroup*" }"#,
    ),
    lines(
        "NetworkChanged",
        r#"{ $.eventName = "*NetworkAcl*" || $.eventName = "*RouteTable*" || $.eventName = "*InternetGateway*" || $.eventName = "*Vpc*" }"#,
    ),
    lines("FilesOpened", r#"{ $.eventName = "PutBucketPolicy" || $.eventName = "PutBucketAcl" }"#),
    lines("SecretsRead", r#"{ $.eventName = "GetSecretValue" }"#),
];

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>) -> LogMetrics {
    let env = clinic.env();
    // The log of the function that tells people is that of a later layer.
    let here = Service::ALL.into_iter().filter(|it| it.answers_http() || *it == Service::Migrate);
    // Earlier layers have the logs.
    let log = |name: &str| given(name).into_val();
    LogMetrics {
        services: here.map(|it| (it, watch_log(stack, env, it, log(&names::log_group(env, it))))).collect(),
        requests: count(stack, env, ("requests", &log(&names::requests_log(env))), &REQUESTS),
        audit: count(stack, env, ("audit", &log(&names::audit_log(env))), &AUDIT),
    }
}

/// The metrics of a service's log.
pub fn watch_log(
    stack: &Stack,
    env: &str,
    service: Service,
    log: impl IntoVal<LogGroupName>,
) -> Vec<(&'static LinesOf, Metric)> {
    let log = log.into_val();
    let mut all = count(stack, env, (service.name(), &log), &PROGRAM);
    if !service.is_task() {
        all.extend(count(stack, env, (service.name(), &log), &FUNCTION));
    }
    all
}

fn count(
    stack: &Stack,
    env: &str,
    (of, log): (&str, &Val<LogGroupName>),
    lines: &'static [LinesOf],
) -> Vec<(&'static LinesOf, Metric)> {
    let count = |it: &'static LinesOf| {
        let metric = (format!("PetClinic/{env}/logs"), format!("{of}.{}", it.name));
        let filter = MetricFilter::of(log.clone(), it.pattern, metric);
        (it, stack.child_once(&format!("Lines-{of}")).add(it.name, filter).label(it.name))
    };
    lines.iter().map(count).collect()
}
