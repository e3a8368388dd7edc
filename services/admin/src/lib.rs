//! The operators' admin server: which instances there are, how they are, and their log levels.
//!
//! It finds the instances of the clinic's services, takes registrations of others as Spring Boot Admin does, and asks each how it is. It
//! must not know what the services do.

mod account;
mod accounts;
mod actuator;
mod applications;
mod attempts;
mod audit;
mod caller;
mod changes;
mod costs;
mod discovery;
mod faults;
mod history;
mod instances;
mod journal;
mod leases;
mod levels;
mod logs;
mod notifications;
mod objectives;
mod oidc;
mod poll;
mod reach;
mod refresh;
mod registrations;
mod report;
mod sessions;
mod statuses;
mod time;
mod traces;
mod usage;

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use boot::{Assembled, Description, Parts};
use contract::route::Route;
use contract::routes;
use contract::service::Service;
use contract::settings::Admin as Settings;
use db::Db;
use http::request;
use peers::Peers;
use settings::{OperatorToken, SecretStore};
use web::clock::{Clock, HandlerState};
use web::fault::Fault;
use web::mount::Routes;

use crate::account::Account;
use crate::accounts::Passwords;
pub use crate::accounts::{Announce, FirstPasswords, first_passwords};
use crate::actuator::Passing;
use crate::attempts::Attempts;
use crate::caller::{Gate, Verified};
use crate::changes::Changes;
use crate::costs::{Tariff, alarms};
use crate::history::History;
use crate::instances::Instances;
pub use crate::notifications::{BadTarget, GivenTargets};
use crate::notifications::{Notifier, filters};
use crate::objectives::LastHour;
use crate::oidc::Oidc;
use crate::reach::Reach;
use crate::statuses::Statuses;
use crate::usage::Counting;

/// Describes the service and how to assemble it. Without AWS, `announce` gets the passwords that are made up at the first start, and
/// notifications go to the given targets.
pub fn description(announce: Announce, targets: GivenTargets) -> Description {
    Description::with_database(Service::Admin, env!("CARGO_PKG_VERSION"), move |db, parts| {
        let admin = Admin::new(db, &parts, targets.clone());
        let tuned = admin.clone();
        Assembled::new(admin.routes())
            .background(admin.background(announce))
            .tune(move |settings| tuned.tune(&settings.admin))
    })
}

/// The service, ready to serve. Clones share everything.
#[derive(Clone)]
pub(crate) struct Admin(Arc<Shared>);

/// The state that all clones share.
pub(crate) struct Shared {
    db: Db,
    clock: Clock,
    peers: Peers,
    reach: Reach,
    instances: Instances,
    statuses: Statuses,
    changes: Changes,
    accounts: Passwords,
    has_password_sign_in: bool,
    oidc: Option<Oidc>,
    attempts: Attempts,
    passing: Passing,
    gate: Gate,
    verified: Verified,
    notifier: Notifier,
    history: History,
    counting: Counting,
    last_hour: LastHour,
    tariff: Tariff,
    account: Account,
    alarms: alarms::Known,
    has_secure_cookies: bool,
    live: Mutex<Live>,
}

/// The settings that may change while it serves.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    poll_interval: Duration,
    poll_timeout: Duration,
    registration_lifetime: Duration,
    notify_after: Duration,
}

impl Live {
    fn of(settings: &Settings) -> Self {
        let Settings { poll_interval, poll_timeout, registration_lifetime, notify_after, .. } = *settings;
        Self { poll_interval, poll_timeout, registration_lifetime, notify_after }
    }
}

impl Admin {
    /// Creates the service from its parts.
    fn new(db: Db, parts: &Parts, targets: GivenTargets) -> Self {
        let secrets = parts.aws.as_ref().map(SecretStore::new);
        let token = secrets.clone().map(|secrets| {
            Arc::new(OperatorToken::new(secrets, parts.settings.actuator.token_secret.clone()))
        });
        let settings = &parts.settings;
        let notifications = secrets.clone().map(|secrets| {
            let about = "the admin server's secret with the targets of notifications";
            OperatorToken::called(about, secrets, settings.admin.notifications_secret.clone())
        });
        let origin = settings.admin.public_url.clone().or_else(|| settings.server.site_origin.clone());
        let oidc = Oidc::new(settings, secrets.clone());
        let name = settings.admin.passwords_secret.clone();
        let passwords = match secrets {
            Some(secrets) => Passwords::of_secret(secrets, name),
            None => Passwords::of_table(db.clone()),
        };
        let holder = leases::holder();
        Self(Arc::new(Shared {
            db,
            clock: parts.clock.clone(),
            peers: parts.peers.clone(),
            reach: Reach::new(parts.peers.clone(), token.clone(), parts.aws.is_none()),
            instances: Instances::default(),
            statuses: Statuses::default(),
            changes: Changes::new(),
            accounts: passwords,
            has_password_sign_in: settings.admin.password_sign_in,
            oidc,
            attempts: Attempts::default(),
            passing: Passing::default(),
            gate: Gate::new(token),
            verified: Verified::default(),
            notifier: Notifier::new(notifications, targets, origin, holder.clone()),
            history: History::new(settings.admin.history_step),
            counting: Counting::new(holder),
            last_hour: LastHour::default(),
            tariff: Tariff::new(settings, parts.aws.is_some()),
            account: Account::new(parts.aws.as_ref()),
            alarms: alarms::Known::new(&settings.admin),
            has_secure_cookies: settings.admin.secure_cookies,
            live: Mutex::new(Live::of(&settings.admin)),
        }))
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .mount(routes::ShowConsole, sessions::console)
            .mount(routes::SignInToAdmin, sessions::sign_in)
            .mount(routes::ShowSignInMethods, oidc::methods)
            .mount(routes::SignInAtIssuer, oidc::begin)
            .mount(routes::FinishSignIn, oidc::finish)
            .mount(routes::ShowSession, sessions::show)
            .mount(routes::SignOutOfAdmin, sessions::sign_out)
            .mount(routes::ListInstances, instances::list)
            .mount(routes::FindInstance, instances::find)
            .mount(routes::RegisterInstance, registrations::register)
            .mount(routes::RemoveInstance, registrations::remove)
            .mount(routes::ListInstanceEvents, journal::list)
            .mount(routes::FollowInstances, changes::follow)
            .mount(routes::ListApplications, applications::list)
            .mount(routes::FindApplication, applications::find)
            .mount(routes::SetApplicationLevel, levels::set_for_application)
            .mount(routes::SetInstanceLevel, levels::set_for_instance)
            .mount(routes::ListLevelReturns, levels::returns::list)
            .mount(routes::ShowActuator, actuator::index)
            .mount(routes::ReadActuator, actuator::read)
            .mount(routes::ReadActuatorPart, actuator::read_part)
            .mount(routes::ShowInstanceLevel, actuator::read_logger)
            .mount(routes::ReadInstanceLog, logs::read)
            .mount(routes::ShowInstanceFaults, faults::show)
            .mount(routes::InjectFaults, faults::inject)
            .mount(routes::EndFaults, faults::end)
            .mount(routes::RefreshSettings, refresh::refresh)
            .mount(routes::ListTraces, traces::list)
            .mount(routes::ListNotifications, notifications::list)
            .mount(routes::ListNotificationFilters, filters::list)
            .mount(routes::AddNotificationFilter, filters::add)
            .mount(routes::RemoveNotificationFilter, filters::remove)
            .mount(routes::ListAudit, audit::list)
            .mount(routes::ShowInstanceHistory, history::show)
            .mount(routes::ShowObjectives, objectives::show)
            .mount(routes::ShowCosts, costs::show)
            .mount(routes::ShowAlarms, alarms::show)
            .with_state(self.clone())
    }

    fn tune(&self, settings: &Settings) {
        *self.live.lock().unwrap_or_else(PoisonError::into_inner) = Live::of(settings);
    }

    fn live(&self) -> Live {
        *self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its background tasks. Never ends.
    async fn background(self, announce: Announce) {
        tokio::join!(
            accounts::make(&self, announce),
            discovery::keep_up(&self),
            poll::keep_asking(&self),
            statuses::keep_writing(&self),
            history::rounds::keep_sampling(&self),
            changes::tell(&self),
            levels::returns::keep_returning(&self),
            notifications::keep_telling(&self),
            journal::keep_short(&self),
            costs::keep_asking(&self),
        );
    }
}

impl Deref for Admin {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl HandlerState for Admin {
    fn clock(&self) -> &Clock {
        &self.clock
    }

    async fn admit(&self, route: &'static Route, request: &mut request::Parts) -> Result<(), Fault> {
        let caller = caller::admit(self, route, &request.headers).await?;
        request.extensions.insert(caller);
        Ok(())
    }
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    let mut all = vec![
        accounts::store::statements(),
        audit::store::statements(),
        instances::store::statements(),
        journal::store::statements(),
        leases::store::statements(),
        levels::store::statements(),
        sessions::store::statements(),
        usage::store::statements(),
    ];
    all.extend(notifications::statements());
    all
}
