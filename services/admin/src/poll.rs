//! Asks each instance how it is.

use std::time::Duration;

use contract::admin::{InstanceId, Registration};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use reqwest::Url;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::Admin;
use crate::instances::{Changed, Description, Due, UP};
use crate::reach::{Question, actuator_url};
use crate::report;
use crate::statuses::Waiting;

/// Most instances that are asked at once.
const AT_ONCE: usize = 32;
/// How often a process looks which instances are to be asked.
const EVERY: Duration = Duration::from_millis(100);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// Asks instances as they become due. Never ends.
pub(crate) async fn keep_asking(state: &Admin) {
    let mut under_way = FuturesUnordered::new();
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            Some(()) = under_way.next() => {}
        }
        while under_way.len() < AT_ONCE
            && let Some(due) = state.instances.take_due(state.live().poll_interval, Instant::now())
        {
            under_way.push(ask(state, due));
        }
    }
}

async fn ask(state: &Admin, due: Due) {
    let Due { id, registration, is_to_be_described } = due;
    let within = state.live().poll_timeout;
    let answer = match Url::parse(&registration.health_url) {
        Ok(url) => state.reach.ask(&registration, Question::get(url, within, LONGEST)).await,
        // Cannot happen: the rules of a registration refuse it.
        Err(_) => return,
    };
    let has_answered = answer.is_ok();
    let status = match &answer {
        Ok(answer) => report::status(answer),
        Err(error) => report::offline(error),
    };
    let is_up = status.status == UP;
    let now = state.clock.seconds();
    if let Some(Changed { application, status }) = state.instances.note(id, status, has_answered, now) {
        state.statuses.add(Waiting { id, application, status, at: now, is_late: false });
    }
    if is_up && is_to_be_described {
        describe(state, id, &registration, within).await;
    }
}

/// Asks an instance which build it is and what its actuator offers. What it does not say stays empty.
async fn describe(state: &Admin, id: InstanceId, registration: &Registration, within: Duration) {
    let read = async |parts: &[&str]| {
        let url = actuator_url(registration, parts)?;
        let question = Question::get(url, within, LONGEST);
        report::object(&state.reach.ask(registration, question).await.ok()?)
    };
    let endpoints = read(&[]).await.map(|it| report::links(&it)).unwrap_or_default();
    let info = read(&["info"]).await.map(report::bounded).unwrap_or_default();
    state.instances.describe(id, Description { info, endpoints }, Instant::now());
}
