use contract::service::Service;
use contract::settings::ServiceSettings;
use proptest::prelude::*;
use serde_json::json;

use super::*;

const ISSUER: &str = "https://login.example/";
const NOW: i64 = 1_800_000_000;

fn settings(given: &[(&str, &str)]) -> Oidc {
    let value = |name: &str| given.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
    let settings = ServiceSettings::read("test", Service::Admin, |key| match key.name {
        "oidc.issuer" => Some(ISSUER.to_owned()),
        "oidc.client-id" => Some("console".to_owned()),
        "admin.public-url" => Some("https://clinic.example".to_owned()),
        name => value(name),
    });
    settings.unwrap().oidc
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "7f3a", "aud": "console", "exp": NOW + 300, "iat": NOW, "nonce": "n",
        "email": "ann@clinic.example", "email_verified": true, "groups": ["staff", "petclinic-viewers"]
    })
}

fn with(change: &Value) -> Value {
    let mut all = claims();
    for (name, value) in change.as_object().unwrap() {
        match value {
            Value::Null => all.as_object_mut().unwrap().remove(name),
            value => all.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    all
}

fn judge(given: &[(&str, &str)], claims: &Value) -> (Result<Identity, Refusal>, Result<Identity, Refusal>) {
    let settings = settings(given);
    let expected = Expected { issuer: ISSUER, client_id: "console", settings: &settings };
    (expected.validate_id_token(claims, NOW, "n"), expected.validate_bearer_token(claims, NOW))
}

fn viewer(who: &str) -> Result<Identity, Refusal> {
    Ok(Identity { who: who.to_owned(), role: Role::Viewer })
}

#[test]
fn a_token_of_the_issuer_for_the_console_says_who_someone_is() {
    assert_eq!(judge(&[], &claims()), (viewer("ann@clinic.example"), viewer("ann@clinic.example")));
    let (person, program) =
        judge(&[], &with(&json!({"groups": ["petclinic-viewers", "petclinic-operators"]})));
    assert_eq!((person.unwrap().role, program.unwrap().role), (Role::Operator, Role::Operator));
}

#[test]
fn a_token_of_another_issuer_time_or_purpose_opens_nothing() {
    for (change, refusal) in [
        (json!({"iss": "https://login.example"}), Refusal::OtherIssuer),
        (json!({"iss": null}), Refusal::OtherIssuer),
        (json!({"iss": [ISSUER]}), Refusal::OtherIssuer),
        (json!({"exp": NOW - 61}), Refusal::Expired),
        (json!({"exp": null}), Refusal::Expired),
        (json!({"exp": "never"}), Refusal::Expired),
        (json!({"nbf": NOW + 62}), Refusal::Early),
        (json!({"nbf": "now"}), Refusal::Early),
        (json!({"aud": "other"}), Refusal::OtherAudience),
        (json!({"aud": null}), Refusal::OtherAudience),
        (json!({"aud": 7}), Refusal::OtherAudience),
        (json!({"sub": null, "email": null}), Refusal::Nameless),
    ] {
        let (person, program) = judge(&[], &with(&change));
        assert_eq!((person, program), (Err(refusal.clone()), Err(refusal)), "{change}");
    }
    let (person, _) = judge(&[], &with(&json!({"nonce": "m"})));
    assert_eq!(person, Err(Refusal::OtherNonce));
    assert_eq!(judge(&[], &with(&json!({"nonce": null}))).0, Err(Refusal::OtherNonce));
    assert_eq!(judge(&[], &with(&json!({"token_use": "access"}))).0, Err(Refusal::OtherUse));
    for party in [json!({"azp": "other"}), json!({"azp": null, "aud": ["console", "other"]})] {
        assert_eq!(judge(&[], &with(&party)).0, Err(Refusal::OtherAudience));
    }
    assert!(judge(&[], &with(&json!({"azp": "console", "aud": ["console", "other"]}))).0.is_ok());
}

#[test]
fn a_program_may_show_a_token_for_another_audience_that_is_accepted() {
    let given = [("oidc.audiences", "deploy, urn:clinic")];
    for audience in [json!({"aud": "deploy"}), json!({"aud": null, "client_id": "deploy"})] {
        let (person, program) = judge(&given, &with(&audience));
        assert_eq!((person, program.is_ok()), (Err(Refusal::OtherAudience), true));
    }
    let other = with(&json!({"aud": "other", "client_id": "deploy"}));
    assert_eq!(
        judge(&given, &other).1,
        Err(Refusal::OtherAudience),
        "the audience counts where there is one"
    );
}

#[test]
fn groups_are_where_the_issuer_keeps_them() {
    let cognito = with(&json!({"groups": null, "cognito:groups": ["petclinic-viewers"]}));
    assert!(judge(&[("oidc.groups-claim", "cognito:groups")], &cognito).0.is_ok());
    let keycloak = with(&json!({"groups": null, "realm_access": {"roles": ["petclinic-viewers"]}}));
    assert!(judge(&[("oidc.groups-claim", "/realm_access/roles")], &keycloak).0.is_ok());
    let single = with(&json!({"groups": "petclinic-viewers"}));
    assert!(judge(&[], &single).0.is_ok());
    let none = Err(Refusal::NoRole("ann@clinic.example".to_owned()));
    for groups in [
        json!(null),
        json!([]),
        json!(["petclinic-viewer"]),
        json!({"petclinic-viewers": true}),
        json!("staff petclinic-viewers"),
        json!(7),
    ] {
        assert_eq!(judge(&[], &with(&json!({ "groups": groups }))).0, none);
    }
    let renamed = [("oidc.viewers", ""), ("oidc.operators", "staff")];
    assert_eq!(judge(&renamed, &claims()).0.unwrap().role, Role::Operator);
}

#[test]
fn nobody_takes_the_name_of_another() {
    for change in [
        json!({"email_verified": false}),
        json!({"email_verified": null}),
        json!({"email_verified": 1}),
        json!({"email_verified": "false"}),
        json!({"email": "operator"}),
        json!({"email": "Admin-Server"}),
        json!({"email": "ann\u{202e}elpmaxe"}),
        json!({"email": "ann\nsignedIn"}),
        json!({"email": " ann"}),
        json!({"email": "a".repeat(201)}),
        json!({"email": ["ann"]}),
    ] {
        assert_eq!(judge(&[], &with(&change)).0, viewer("sub:7f3a"), "{change}");
    }
    assert_eq!(
        judge(&[("oidc.name-claim", "name")], &with(&json!({"name": "Ann Lee"}))).0,
        viewer("Ann Lee")
    );
    assert_eq!(judge(&[], &with(&json!({"email": null, "sub": "a\u{200b}"}))).0, Err(Refusal::Nameless));
}

proptest! {
    #[test]
    fn whatever_a_claim_is_nobody_becomes_an_operator_by_it(
        name in "iss|sub|aud|exp|nbf|nonce|azp|token_use|email|email_verified|groups|client_id",
        value in prop_oneof![
            Just(json!(null)), any::<i64>().prop_map(|it| json!(it)), any::<f64>().prop_map(|it| json!(it)),
            any::<bool>().prop_map(|it| json!(it)), ".*".prop_map(|it| json!(it)), proptest::collection::vec(".*", 0..4).prop_map(|it| json!(it)),
        ],
    ) {
        let mut all = claims();
        all[name.as_str()] = value;
        let (person, program) = judge(&[], &all);
        for identity in [person, program].into_iter().flatten() {
            prop_assert_eq!(identity.role, Role::Viewer);
            prop_assert!(is_name(&identity.who));
        }
    }
}
