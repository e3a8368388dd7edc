use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::permission::Resource;
use crate::service::Service;

fn read(service: Service, given: &[(&str, &str)]) -> Result<ServiceSettings, Vec<Broken>> {
    ServiceSettings::read("dev", service, |key| {
        given.iter().find(|(name, _)| *name == key.name).map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn every_default_is_accepted_for_every_service() {
    for service in Service::ALL {
        let settings = read(service, &[]).unwrap();
        assert_eq!(settings.server.port, service.port().unwrap_or_default());
        assert_eq!(settings.database.name.as_deref(), Some(format!("petclinic_{service}").as_str()));
        assert_eq!(settings.database.secret, format!("petclinic/dev/{service}/database"));
        assert_eq!(settings.actuator.token_secret, "petclinic/dev/operator-token");
    }
}

#[test]
fn names_are_lower_case_with_dashes_below_a_known_group_and_no_two_are_the_same() {
    let groups: BTreeSet<_> = super::table::GROUPS.iter().map(|(group, _)| *group).collect();
    let mut names = BTreeSet::new();
    for key in keys() {
        assert!(groups.contains(key.group()), "{}", key.name);
        assert!(key.short_name().bytes().all(|it| it.is_ascii_lowercase() || it == b'-'), "{}", key.name);
        assert!(!key.doc.is_empty() && key.description().ends_with('.'), "{} says what it does", key.name);
        assert!(names.insert(variable_name(key)), "{}", key.name);
    }
    assert!(names.len() > 40);
}

#[test]
fn the_fields_of_the_structs_are_called_as_the_keys_are() {
    let settings = format!("{:?}", read(Service::Visits, &[]).unwrap());
    for key in keys() {
        assert!(settings.contains(&format!("{}: ", key.short_name().replace('-', "_"))), "{}", key.name);
    }
}

#[test]
fn every_broken_value_is_reported_by_name_and_rule() {
    let broken = read(
        Service::Customers,
        &[
            ("server.port", "70000"),
            ("database.max-connections", "0"),
            ("peers.call-timeout", "1"),
            ("traces.sampling", "NaN"),
            ("log.level", "loud"),
        ],
    )
    .unwrap_err();
    let names: Vec<_> = broken.iter().map(|it| it.key.name).collect();
    assert_eq!(
        names,
        ["server.port", "log.level", "database.max-connections", "peers.call-timeout", "traces.sampling"]
    );
    assert_eq!(broken[2].rule, "must be a whole number from 1 to 1000");
}

#[test]
fn a_rule_never_repeats_the_value_it_refuses() {
    let broken = read(Service::Vets, &[("database.url", "postgres://me:hunter2@host/x")]).unwrap_err();
    assert!(!broken[0].rule.contains("hunter2"), "{}", broken[0].rule);
}

#[test]
fn a_secret_is_not_shown_by_debug() {
    let settings = read(Service::Vets, &[("database.url", "mysql://me:hunter2@host/x")]).unwrap();
    assert!(!format!("{settings:?}").contains("hunter2"));
    assert_eq!(settings.database.url.unwrap().expose(), "mysql://me:hunter2@host/x");
}

#[test]
fn an_issuer_needs_a_client_and_an_address_to_lead_back_to() {
    let issuer = ("oidc.issuer", "https://login.example/");
    let rules = |given: &[(&str, &str)]| -> Vec<&str> {
        read(Service::Admin, given).err().into_iter().flatten().map(|it| it.key.name).collect()
    };
    assert_eq!(rules(&[issuer]), ["oidc.client-id", "admin.public-url"]);
    let client = ("oidc.client-id", "console");
    assert!(rules(&[issuer, client, ("admin.public-url", "https://clinic.example")]).is_empty());
    assert_eq!(rules(&[("admin.password-sign-in", "false")]), ["admin.password-sign-in"]);
}

#[test]
fn values_that_contradict_each_other_are_refused() {
    let broken =
        read(Service::Vets, &[("faults.latency-min", "2s"), ("faults.latency-max", "1s")]).unwrap_err();
    assert_eq!(broken[0].key, Faults::LATENCY_MIN);
    assert_eq!(broken[0].rule, "must not be above faults.latency-max");
}

#[test]
fn a_key_of_another_service_keeps_its_default() {
    let settings = read(Service::Vets, &[("features.unverified-visits", "nonsense")]).unwrap();
    assert!(settings.features.unverified_visits);
}

#[test]
fn only_services_that_call_others_are_given_where_those_are_and_how_patient_to_be() {
    for service in Service::ALL {
        let mut of_calls = keys().filter(|it| ["discovery", "peers"].contains(&it.group()));
        assert_eq!(of_calls.any(|it| it.is_for(service)), !service.calls().is_empty(), "{service}");
        for other in Service::ALL {
            let address = format!("discovery.{other}-url");
            let given = keys().any(|it| it.name == address && it.is_for(service));
            assert_eq!(given, service.calls().contains(&other), "{address} of {service}");
        }
    }
}

#[test]
fn only_services_with_a_database_have_the_settings_of_one() {
    for service in Service::ALL {
        let has = keys().any(|it| it.group() == "database" && it.is_for(service));
        assert_eq!(has, service.row().has_database, "{service}");
    }
}

#[test]
fn white_space_around_a_value_does_not_matter() {
    let settings =
        read(Service::Visits, &[("peers.call-timeout", " 2s\n"), ("discovery.regions", "a-1, b-2")]);
    let settings = settings.unwrap();
    assert_eq!(settings.peers.call_timeout, Duration::from_secs(2));
    assert_eq!(settings.discovery.regions, ["a-1", "b-2"]);
}

#[test]
fn each_kind_of_value_knows_good_from_bad() {
    let check = |name: &str, text: &str| {
        let key = keys().find(|it| it.name == name).unwrap();
        key.check(text).is_ok()
    };
    for (name, good, bad) in [
        ("server.host", vec!["0.0.0.0", "::1"], vec!["", "localhost", "1.2.3"]),
        ("server.port", vec!["0", "65535"], vec!["", "-1", "+1", "65536", "8080x", "0x1F"]),
        (
            "server.site-origin",
            vec!["", "https://a.example:8443"],
            vec!["a.example", "https://a/b", "ftp://a"],
        ),
        ("log.level", vec!["info", "warn,peers=debug,db::pool=OFF"], vec!["", "info,", "x=loud", "=info"]),
        ("log.requests", vec!["all", "failed", "none"], vec!["", "ALL", "some"]),
        (
            "database.url",
            vec!["", "sqlite::memory:", "mysql://u:p@h/s"],
            vec!["postgres://h", "mysql://a\nb"],
        ),
        ("database.port", vec!["", "3306"], vec!["0", "x"]),
        (
            "oidc.issuer",
            vec!["", "https://login.example/realms/a", "http://127.0.0.1:9", "http://localhost/a"],
            vec![
                "login.example",
                "http://login.example",
                "http://127.0.0.1.evil.example",
                "https://a?b",
                "https://u@a/",
            ],
        ),
        ("database.migrate", vec!["true", "false"], vec!["", "yes", "1", "True"]),
        (
            "discovery.visits-url",
            vec!["", "http://a:1,http://[::1]:2", "http://10.0.0.7:8080/"],
            vec![
                ",",
                "http://a:1,",
                "http://:1",
                "https://a",
                "http://a/b",
                "http://me@a",
                "http://a|b",
                "http://[x]",
            ],
        ),
        (
            "traces.endpoint",
            vec!["", "http://a:4318/v1/traces"],
            vec!["a:4318", "http://", "http://a:99999", "https://a", "http://a?b"],
        ),
        ("traces.sampling", vec!["0", "1", "0.05", "1.0"], vec!["", "1.1", "-0.1", "NaN", "inf"]),
        ("faults.every", vec!["0", "1000000"], vec!["1000001"]),
        (
            "clinic.time-zone",
            vec!["UTC", "Europe/Berlin", "America/New_York", "Asia/Seoul"],
            vec!["", "Europe", "Europe/Nowhere", "+02:00", "Etc/Unknown", "../etc/passwd"],
        ),
    ] {
        assert!(good.iter().all(|it| check(name, it)), "{name}: {good:?}");
        let taken: Vec<_> = bad.iter().filter(|it| check(name, it)).collect();
        assert!(taken.is_empty(), "{name}: {taken:?}");
    }
}

#[test]
fn a_key_has_one_name_where_it_is_kept() {
    assert_eq!(variable_name(Database::MAX_CONNECTIONS), "PETCLINIC_DATABASE_MAX_CONNECTIONS");
    assert_eq!(parameter_name("dev", None, Log::LEVEL), "/petclinic/dev/common/log.level");
    assert_eq!(parameter_name("dev", Some(Service::Vets), Log::LEVEL), "/petclinic/dev/vets/log.level");
}

#[test]
fn an_environment_is_a_lower_case_word() {
    assert!(["dev", "prod-2", "a"].iter().all(|it| is_environment_name(it)));
    assert!(["", "Dev", "a/b", "..", "a b", &"a".repeat(33)].iter().all(|it| !is_environment_name(it)));
}

#[test]
fn the_secrets_are_the_defaults_of_the_keys_that_name_them() {
    for secret in secrets::ALL {
        if let Some(key) = secret.key {
            assert_eq!(key.default, secret.name);
        }
    }
}

#[test]
fn a_secret_of_each_service_has_a_key_and_every_secret_has_a_reader_and_a_name_of_its_own() {
    let names: BTreeSet<_> = secrets::ALL.iter().map(|it| it.name).collect();
    assert_eq!(names.len(), secrets::ALL.len());
    let permissions = Service::ALL.into_iter().flat_map(|it| it.row().may);
    let read: BTreeSet<_> = permissions
        .filter_map(|it| match it.on {
            Resource::Secret(secret) | Resource::SecretOfDatabases(secret) => Some(secret.name),
            _ => None,
        })
        .collect();
    assert_eq!(read, names);
    for secret in secrets::ALL {
        assert!(secret.key.is_some() || !secret.is_each_services_own(), "{}", secret.name);
        assert!(secret.name_for("prod", Service::Vets).starts_with("petclinic/prod/"), "{}", secret.name);
    }
    assert_eq!(secrets::SLACK_WEBHOOK.shared_name("prod"), "petclinic/prod/slack-webhook");
}

#[test]
fn a_constant_is_called_as_the_name_within_its_group() {
    assert_eq!(Server::REQUEST_TIMEOUT.name, "server.request-timeout");
    assert_eq!(Discovery::CUSTOMERS_URL.name, "discovery.customers-url");
    assert_eq!(Assistant::MODEL_ID.name, "assistant.model-id");
}

#[test]
fn the_defaults_file_has_every_key_of_its_service_and_no_other() {
    for service in Service::ALL {
        let file = defaults_file(service);
        for key in keys() {
            let variable = format!("# {};", variable_name(key));
            assert_eq!(file.contains(&variable), key.is_for(service), "{service} {}", key.name);
        }
    }
}

proptest! {
    #[test]
    fn a_whole_number_is_accepted_exactly_within_its_range(number in any::<i64>()) {
        let key = Database::MAX_CONNECTIONS;
        prop_assert_eq!(key.check(&number.to_string()).is_ok(), (1..=1000).contains(&number));
    }

    #[test]
    fn no_text_makes_a_rule_panic(text in "\\PC*") {
        for key in keys() {
            let _ = key.check(&text);
        }
    }
}
