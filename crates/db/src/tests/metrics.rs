//! What is told through the `metrics` facade.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
    set_default_local_recorder,
};

use super::faults::{closed_port, moved, run};
use crate::testing::Scratch;
use crate::{Db, Dialect, Limits};

/// Keeps the last value of everything, and how often a histogram was given one.
#[derive(Default)]
struct Kept {
    values: Mutex<BTreeMap<String, Arc<AtomicU64>>>,
    described: Mutex<Vec<String>>,
}

struct Times(Arc<AtomicU64>);

impl HistogramFn for Times {
    fn record(&self, _: f64) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Kept {
    fn of(&self, key: &Key) -> Arc<AtomicU64> {
        let labels: Vec<_> = key.labels().map(|it| format!("{}={}", it.key(), it.value())).collect();
        let name = format!("{}{{{}}}", key.name(), labels.join(","));
        self.values.lock().unwrap().entry(name).or_default().clone()
    }

    fn raw(&self, name: &str) -> Option<u64> {
        self.values.lock().unwrap().get(name).map(|it| it.load(Ordering::Relaxed))
    }

    fn gauge(&self, name: &str) -> Option<f64> {
        self.raw(name).map(f64::from_bits)
    }
}

impl Recorder for Kept {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, _: SharedString) {
        self.described.lock().unwrap().push(name.as_str().to_owned());
    }

    fn describe_gauge(&self, name: KeyName, unit: Option<Unit>, text: SharedString) {
        self.describe_counter(name, unit, text);
    }

    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, text: SharedString) {
        self.describe_counter(name, unit, text);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.of(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.of(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::new(Times(self.of(key))))
    }
}

#[tokio::test]
async fn pools_and_faults_are_counted() {
    let kept = Kept::default();
    let _guard = set_default_local_recorder(&kept);
    let scratch = Scratch::open(Dialect::MySql).await;
    let limits = Limits { max_connections: 1, acquire: Duration::from_millis(50), ..Limits::default() };
    let db = Db::open(&scratch.url, &limits).await.unwrap();
    let opened = kept.raw("db_connections_opened_total{name=writer}").unwrap();
    let waited = kept.raw("db_acquire_seconds{name=writer}");

    let mut tx = db.begin().await.unwrap();
    db.record_gauges();
    for (gauge, expected) in [("active", 1.0), ("idle", 0.0), ("max", 1.0), ("min", 0.0)] {
        let name = format!("jdbc_connections_{gauge}{{name=writer}}");
        assert_eq!(kept.gauge(&name), Some(expected), "{name}");
    }
    assert_eq!(kept.gauge("db_connections_pending{name=writer}"), Some(0.0));
    db.check().await.unwrap_err();
    assert_eq!(kept.raw("db_faults_total{kind=acquire}"), Some(1));
    let read_only = "signal sqlstate 'HY000' set mysql_errno = 1290, message_text = 'read-only option'";
    run(&mut tx, read_only).await.unwrap_err();
    assert_eq!(kept.raw("db_faults_total{kind=read_only}"), Some(1));
    drop(tx);
    db.check().await.unwrap();
    assert_eq!(kept.raw("db_connections_opened_total{name=writer}"), Some(opened + 1));
    db.record_gauges();
    assert_eq!(kept.gauge("jdbc_connections_idle{name=writer}"), Some(1.0));
    // Opening takes time; a connection that is there does not.
    let waits = kept.raw("db_acquire_seconds{name=writer}");
    assert!(waits > waited);
    db.check().await.unwrap();
    assert_eq!(kept.raw("db_acquire_seconds{name=writer}"), waits);

    let refusals = kept.raw("db_faults_total{kind=connect}");
    let refused = Db::open(&moved(&scratch.url, closed_port()), &limits).await;
    assert!(refused.is_err());
    assert!(kept.raw("db_faults_total{kind=connect}") > refusals);

    let described = kept.described.lock().unwrap();
    for name in kept.values.lock().unwrap().keys() {
        let name = name.split('{').next().unwrap();
        assert!(described.iter().any(|it| it == name), "{name} has no help");
    }
}
