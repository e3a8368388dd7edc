//! What AWS billed for the last 30 days. Each request to Cost Explorer costs 0.01 USD.

use contract::admin::{Amount, Bill, rounded};
use contract::objective::DAYS;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::shared::{self, Asked};
use crate::Admin;
use crate::time::rfc3339;
use crate::usage::HOUR;

/// The most services that are kept.
const MOST: usize = 40;

impl Asked for Bill {
    const LEASE: &str = "bill";
    /// AWS updates the bill three times a day.
    const HOLDS: i64 = 6 * HOUR;
    const WHAT: &str = "what it billed";
    const FAILS: &str = "Cost Explorer does not show the bill";

    async fn ask(state: &Admin, now: i64) -> Result<Self, String> {
        ask(state, now).await
    }
}

/// The latest answer.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn latest(state: &Admin) -> Result<Bill, db::Error> {
    Ok(match shared::latest::<Bill>(state).await? {
        Ok(mut latest) => {
            latest.answer.total.basis = latest.basis(latest.answer.total.basis.as_str());
            latest.answer
        }
        Err(reason) => Bill {
            first_day: None,
            last_day: None,
            asked_at: None,
            total: Amount::unknown(reason),
            services: Vec::new(),
        },
    })
}

async fn ask(state: &Admin, now: i64) -> Result<Bill, String> {
    let time = Timestamp::from_second(now).unwrap_or_default();
    let today = TimeZone::UTC.to_datetime(time).date();
    let before =
        |days: u32| today.checked_sub(Span::new().days(i64::from(days))).map_err(|it| it.to_string());
    let (first, last) = (before(DAYS)?, before(1)?);
    let (total, mut services) = state.account.billed(first, today).await.ok_or("AWS is not asked")??;
    services.truncate(MOST);
    for service in &mut services {
        service.usd = rounded(service.usd);
    }
    Ok(Bill {
        first_day: Some(first.to_string()),
        last_day: Some(last.to_string()),
        asked_at: Some(rfc3339(now)),
        total: Amount::known(
            total,
            "unblended costs of the whole account, as Cost Explorer has them; the last days may be incomplete",
        ),
        services,
    })
}
