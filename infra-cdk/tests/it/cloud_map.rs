use contract::service::Service;

use crate::harness::{Clinic, plain};

const LAYER: &str = "05-cloud-map";

#[test]
fn every_service_with_tasks_has_a_name_in_the_namespace() {
    let clinic = Clinic::of("dev");
    let namespace = &clinic.all_of(LAYER, "AWS::ServiceDiscovery::PrivateDnsNamespace")[0];
    assert_eq!(namespace["Name"], "petclinic.local");
    let entries = clinic.all_of(LAYER, "AWS::ServiceDiscovery::Service");
    let mut names: Vec<String> = entries.iter().map(|it| plain(&it["Name"])).collect();
    names.sort();
    let mut expected: Vec<&str> = Service::tasks().map(Service::name).collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert!(entries.iter().all(|it| it["DnsConfig"]["DnsRecords"][0]["Type"] == "A"));
}
