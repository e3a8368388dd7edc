//! Sums of metrics, from CloudWatch.

use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Metric as Asked, MetricDataQuery, MetricStat, StatusCode};

use crate::{Account, Error, cause};

/// How long a sum covers, in seconds. CloudWatch keeps such sums for 15 months, and shorter ones for days or weeks.
const HOUR: i32 = 3_600;
/// The most pages that are read, of 100,800 sums each.
const PAGES: usize = 10;

/// A metric of CloudWatch with one dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric<'a> {
    /// Its namespace, such as `AWS/Lambda`.
    pub namespace: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its dimension's name and value.
    pub dimension: (&'a str, &'a str),
}

/// The values of an hour, added up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sum {
    /// When the hour began, in seconds since 1970.
    pub at: i64,
    /// The sum of all values, in the metric's unit.
    pub sum: f64,
}

impl Account {
    /// The sums of each metric from a time until before another, both in seconds since 1970, by hour and in any order. An hour without
    /// values has none. CloudWatch charges for each metric.
    ///
    /// # Errors
    /// If AWS refuses or does not answer, or has more sums than ten pages hold.
    pub async fn sums<const N: usize>(
        &self,
        metrics: [Metric<'_>; N],
        from: i64,
        until: i64,
    ) -> Result<[Vec<Sum>; N], Error> {
        let queries = metrics.iter().enumerate().map(|(at, metric)| query(at, metric)).collect();
        let request = self.cloudwatch.get_metric_data().set_metric_data_queries(Some(queries));
        let request = request.start_time(DateTime::from_secs(from)).end_time(DateTime::from_secs(until));
        let (mut all, mut page) = ([const { Vec::new() }; N], None);
        for _ in 0..PAGES {
            let answer = request.clone().set_next_token(page).send().await.map_err(|it| cause!(it))?;
            for result in answer.metric_data_results() {
                if let Some(failed @ (StatusCode::Forbidden | StatusCode::InternalError)) =
                    result.status_code()
                {
                    return Err(Error(format!("{} for a metric", failed.as_str())));
                }
                let Some((_, sums)) =
                    all.iter_mut().enumerate().find(|(at, _)| result.id() == Some(&id(*at)))
                else {
                    continue;
                };
                let found = result.timestamps().iter().zip(result.values());
                sums.extend(found.map(|(at, sum)| Sum { at: at.secs(), sum: *sum }));
            }
            page = answer.next_token().map(str::to_owned);
            if page.is_none() {
                return Ok(all);
            }
        }
        Err(Error(format!("the metrics have more than {PAGES} pages")))
    }
}

/// The name of a query, which begins with a letter.
fn id(at: usize) -> String {
    format!("m{at}")
}

fn query(at: usize, metric: &Metric<'_>) -> MetricDataQuery {
    let Metric { namespace, name, dimension: (dimension, value) } = *metric;
    let dimension = Dimension::builder().name(dimension).value(value).build();
    let asked = Asked::builder().namespace(namespace).metric_name(name).dimensions(dimension).build();
    let stat = MetricStat::builder().metric(asked).period(HOUR).stat("Sum").build();
    MetricDataQuery::builder().id(id(at)).metric_stat(stat).build()
}
