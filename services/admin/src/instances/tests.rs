use contract::admin::Registration;

use super::*;
use crate::instances::store::Source;

fn stored(name: &str) -> Stored {
    let health_url = format!("http://{name}/actuator/health");
    let registration = Registration {
        name: name.to_owned(),
        management_url: None,
        service_url: None,
        source: Source::Discovery.as_str().to_owned(),
        metadata: BTreeMap::new(),
        health_url,
    };
    let id = id_of(name, &registration.health_url);
    Stored { id, source: Source::Discovery, registration, version: 0, renewed_at: 0 }
}

fn status(text: &str) -> StatusInfo {
    StatusInfo { status: text.to_owned(), ..StatusInfo::default() }
}

const INTERVAL: Duration = Duration::from_secs(10);

#[test]
fn an_id_follows_from_the_name_and_the_url_of_the_health() {
    assert_eq!(id_of("a", "http://h/"), id_of("a", "http://h/"));
    assert_ne!(id_of("a", "http://h/"), id_of("b", "http://h/"));
    assert_ne!(id_of("a", "http://h/"), id_of("a", "http://i/"));
}

#[test]
fn a_status_is_that_of_the_latest_poll_and_changes_are_told_once() {
    let instances = Instances::default();
    let one = stored("vets");
    instances.replace(vec![one.clone()], 1);
    assert_eq!(instances.get(one.id).unwrap().status_info.status, UNKNOWN);
    assert!(instances.note(one.id, status(UP), true, 2).is_some());
    assert!(instances.note(one.id, status(UP), true, 3).is_none());
    instances.replace(vec![one.clone()], 4);
    let shown = instances.get(one.id).unwrap();
    assert_eq!(
        (shown.status_info.status.as_str(), shown.status_timestamp.as_str()),
        (UP, "1970-01-01T00:00:02Z")
    );
    instances.replace(Vec::new(), 5);
    assert!(instances.get(one.id).is_none());
    assert!(instances.note(one.id, status(UP), true, 6).is_none());
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_does_not_answer_is_asked_less_and_less_often_up_to_a_bound() {
    let instances = Instances::default();
    let one = stored("vets");
    instances.replace(vec![one.clone()], 0);
    let mut pauses = Vec::new();
    let mut last = Instant::now();
    while pauses.len() < 7 {
        if instances.take_due(INTERVAL, Instant::now()).is_some() {
            assert!(instances.take_due(INTERVAL, Instant::now()).is_none(), "it is being asked");
            instances.note(one.id, status("OFFLINE"), false, 0);
            pauses.push(last.elapsed().as_secs());
            last = Instant::now();
        }
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    assert_eq!(pauses, [0, 10, 20, 40, 80, 80, 80]);
    tokio::time::advance(Duration::from_secs(80)).await;
    instances.take_due(INTERVAL, Instant::now()).unwrap();
    instances.note(one.id, status(UP), true, 0);
    tokio::time::advance(Duration::from_secs(10)).await;
    assert!(instances.take_due(INTERVAL, Instant::now()).is_some(), "it is asked as often as others again");
}

#[test]
fn a_list_goes_by_id_and_on_after_any_of_it() {
    let instances = Instances::default();
    instances.replace((0..300).map(|it| stored(&format!("app{}", it % 3))).collect(), 0);
    instances.replace((0..300).map(|it| stored(&format!("app{it}"))).collect(), 0);
    let first = instances.list(None, None, 200);
    let rest = instances.list(None, Some(first[199].id), 200);
    assert_eq!((first.len(), rest.len()), (200, 100));
    assert!(first[199].id < rest[0].id);
    assert_eq!(instances.list(Some("app7"), None, 200).len(), 1);
}
