//! The wire types of the operators' admin server. Instances, applications and events have the JSON of Spring Boot Admin.

mod actuator;
mod audit;
mod costs;
mod event;
mod faults;
mod history;
mod id;
mod instance;
mod levels;
mod log;
mod names;
mod notification;
mod objectives;
mod oidc;
mod refresh;
mod registration;
mod session;
mod traces;

pub use actuator::{
    ActuatorDocument, ActuatorEndpoint, ActuatorPartPath, ActuatorPath, ActuatorQuery, SERVED_PARTS,
};
pub use audit::{AuditAction, AuditEntry};
pub use costs::{Alarm, AlarmState, Alarms, Amount, Bill, BilledService, Costs, ServiceCost, rounded};
pub use event::{EventKind, InstanceChanges, InstanceEvent, JournalQuery};
pub use faults::{FaultChange, InstanceFaults};
pub use history::{HistoryMetric, HistorySeries, HistoryUnit, InstanceHistory};
pub use id::{InstanceId, InstancePath};
pub use instance::{
    ActuatorLink, Application, ApplicationPath, Instance, InstanceQuery, Registered, StatusInfo,
};
pub use levels::{
    ApplicationLoggerPath, InstanceLoggerPath, LevelChange, LevelChanges, LevelOutcome, LevelReturn,
    NewLevel, WhatHappened,
};
pub use log::{LogPiece, LogQuery};
pub use notification::{
    DeliveryOutcome, NewFilter, Notification, NotificationDelivery, NotificationFilter,
    NotificationFilterPath, NotificationFilterQuery, NotificationTarget, Notifications, NotifiedInstance,
};
pub use objectives::{Budget, ClassObjective, Objectives};
pub use oidc::{IssuerAnswer, SignInMethods};
pub use refresh::SettingsRefresh;
pub use registration::{NewRegistration, Registration};
pub use session::{Credentials, Role, Session, SignIn};
pub use traces::{RequestTrace, SpanKind, TraceList, TraceQuery, TraceSpan};

/// The header that a change needs if a session's cookie authorizes it. A page of another site cannot send it without asking first.
pub const CHANGE_HEADER: &str = "X-Requested-With";

/// Longest name of an application or a logger, in characters.
pub const NAME: usize = 200;
/// Longest URL of an instance, in characters.
pub const URL: usize = 500;
