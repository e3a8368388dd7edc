//! An example for every field and every parameter of the document, from the sample clinic.

use serde_json::{Map, Value, json};

/// The id of an instance.
const INSTANCE: &str = "3f9a1c04b7e2";

/// The example for a field or parameter of this name. The schema distinguishes names with several meanings. `None` if a name has
/// no example.
fn example(schema: &str, name: &str) -> Option<Value> {
    let conversation = "3f9a1c04b7e25d8860f1a2b3c4d5e6f7";
    let found = match (schema, name) {
        ("PetType" | "PetTypeName" | "TypeName", "name") => json!("cat"),
        ("Specialty", "name") => json!("surgery"),
        ("ToolCall", "name") => json!("find_owners"),
        ("Confirmation", "id") => json!("0c1d2e3f405162738495a6b7c8d9eaf0"),
        ("Problem", "type") => json!("about:blank"),
        ("Problem", "status") => json!(400),
        ("AssistantHealth", "status") => json!("UP"),
        ("Vet", "firstName") => json!("Helen"),
        ("Vet", "lastName") => json!("Leary"),
        ("Visit" | "VisitDetails" | "NewVisitRequest" | "VisitRequest", "petId") => json!(7),
        ("AppointmentType", "name") => json!("consultation"),
        ("Appointment" | "NewAppointmentRequest" | "AppointmentRequest", "ownerId") => json!(6),
        ("StatusRequest", "status") => json!("checkedIn"),
        ("AppointmentChange", "field") => json!("start"),
        ("CalendarEntry" | "CalendarEntryRequest", "vetId") => json!(null),
        ("CalendarEntry" | "CalendarEntryRequest", "from") => json!("09:00"),
        ("CalendarEntry" | "CalendarEntryRequest", "to") => json!("18:00"),
        ("CalendarEntry" | "CalendarEntryRequest", "reason") => json!("summer"),
        ("VetFeed", "path") => json!("/api/visits/feeds/3f9a1c04b7e25d8860f1a2b3c4d5e6f7"),
        ("SignIn" | "Session", "username") => json!("operator"),
        ("Session" | "AuditEntry", "role") => json!("operator"),
        ("SignInMethods", "password") => json!(true),
        ("SignInMethods", "issuer") => json!("login.example"),
        ("SignInMethods", "issuerSignIn") => json!("https://clinic.example/admin/oidc"),
        ("", "code") => json!("f7a1c04b"),
        ("", "state") => json!("0c1d2e3f405162738495a6b7c8d9eaf0"),
        ("", "error") => json!("access_denied"),
        ("", "iss") => json!("https://login.example"),
        ("AuditEntry", "from") => json!("INFO"),
        ("AuditEntry", "to") => json!("DEBUG"),
        ("Registration" | "NewRegistration" | "Application", "name") => json!("vets"),
        ("StatusInfo" | "Application", "status") => json!("UP"),
        ("InstanceEvent", "type") => json!("STATUS_CHANGED"),
        ("FaultChange" | "InstanceFaults", "every") => json!(5),
        ("FaultChange" | "InstanceFaults", "latencyMinMs") => json!(200),
        ("FaultChange" | "InstanceFaults", "latencyMaxMs") => json!(900),
        ("FaultChange" | "InstanceFaults", "error") => json!(true),
        ("FaultChange", "endsAfterMinutes") => json!(10),
        ("InstanceFaults", "isOn") => json!(true),
        ("InstanceFaults", "endsAt") => json!("2026-03-02T09:40:00Z"),
        ("LogPiece", "from") => json!(4096),
        ("LogPiece", "next") => json!(4183),
        ("LogPiece", "text") => json!("2026-03-02T09:30:00.123Z  INFO web::serve: the server listens\n"),
        ("LogPiece", "isInterrupted") => json!(false),
        ("SettingsRefresh", "changed") => json!(["log.level"]),
        ("TraceList", "unreachable") => json!([INSTANCE]),
        ("RequestTrace", "traceId") | ("", "traceId") => json!("0123456789abcdef0123456789abcdef"),
        ("RequestTrace" | "TraceSpan", "began") => json!("2026-03-02T09:30:00.123456Z"),
        ("RequestTrace" | "TraceSpan", "tookMs") => json!(1234.567),
        ("RequestTrace" | "TraceSpan", "name") => json!("GET /api/gateway/owners/{ownerId}"),
        ("RequestTrace" | "TraceSpan", "application") => json!("customers"),
        ("RequestTrace" | "TraceSpan", "status") => json!(200),
        ("RequestTrace" | "TraceSpan", "hasFailed") => json!(false),
        ("TraceSpan", "spanId") => json!("0123456789abcdef"),
        ("TraceSpan", "parentId") => json!(null),
        ("TraceSpan", "instance") => json!(INSTANCE),
        ("TraceSpan", "kind") => json!("server"),
        ("LevelOutcome", "detail") => json!("the instance is not up"),
        ("LevelOutcome" | "LevelReturn", "before") => json!(null),
        ("ActuatorLink", "id") => json!("loggers"),
        ("InstanceEvent" | "AuditEntry" | "Notification", "id") => json!(1),
        ("Instance" | "Registered" | "NotifiedInstance", "id") => json!(INSTANCE),
        ("Notification", "status") => json!("RESTRICTED"),
        ("NotifiedInstance", "status") => json!("OFFLINE"),
        ("NotifiedInstance", "detail") => json!("it did not answer within 3s"),
        ("NotificationDelivery", "target") => json!("slack"),
        ("NotificationDelivery", "outcome") => json!("waiting"),
        ("NotificationDelivery", "reason") => json!("status 503"),
        ("NotificationFilter", "id") => json!("F-1"),
        ("HistorySeries", "name") => json!("requests"),
        ("HistorySeries", "unit") => json!("perSecond"),
        ("HistorySeries", "values") => json!([null, 1.5, 2]),
        ("ClassObjective" | "ServiceCost", "service") => json!("vets"),
        ("ClassObjective", "latency") => {
            json!({ "objective": 0.99, "broken": 400, "left": 0.6, "burn": 0.2 })
        }
        ("Costs" | "Objectives" | "Alarm", "since") => json!("2026-03-02T09:30:00Z"),
        ("Objectives", "days") => json!(30),
        ("BilledService", "name") => json!("Amazon Elastic Container Service"),
        ("Bill", "firstDay") => json!("2026-02-01"),
        ("Bill", "lastDay") => json!("2026-03-02"),
        ("Alarms", "problem") => json!(null),
        ("Alarms", "ok") => json!(41),
        ("Alarms", "alarm") => json!(1),
        ("Alarm", "name") => json!("petclinic-prod-vets-errors"),
        ("Alarm", "state") => json!("alarm"),
        ("Alarm", "description") => json!("vets answers with errors"),
        ("Alarm", "reason") => {
            json!("Threshold Crossed: 3 datapoints were greater than the threshold (5.0).")
        }
        // Parameters have no named schema. Their ids exist in the sample clinic.
        ("", "ownerId") => json!(6),
        ("", "petId") => json!(7),
        ("", "visitId") => json!(1),
        ("", "appointmentId" | "entryId") => json!(1),
        ("", "from") => json!("2026-03-09"),
        ("", "to") => json!("2026-03-15"),
        ("", "after") => json!(5),
        ("", "pet") => json!("Leo"),
        (_, "id" | "ownerId" | "typeId") => json!(1),
        (_, "petId") => json!(7),
        (_, "firstName") => json!("George"),
        (_, "lastName") => json!("Franklin"),
        (_, "address") => json!("110 W. Liberty St."),
        (_, "city") => json!("Madison"),
        (_, "telephone") => json!("6085551023"),
        (_, "name") => json!("Leo"),
        ("PetAlert" | "PetAlertRequest", "kind") => json!("allergy"),
        (_, "note") => json!("penicillin"),
        (_, "sex") => json!("female"),
        (_, "isNeutered") => json!(true),
        (_, "microchip") => json!("985112003456789"),
        (_, "diedOn") => json!(null),
        (_, "measuredOn") => json!("2026-03-09"),
        (_, "grams") => json!(4200),
        (_, "weightId") => json!(1),
        (_, "email") => json!("george.franklin@example.com"),
        (_, "label") => json!("work"),
        (_, "number") => json!("(608) 555-1749"),
        (_, "isPreferred") => json!(true),
        (_, "reasons") => json!(["samePhone"]),
        (_, "owner" | "ownerName") => json!("George Franklin"),
        (_, "birthDate") => json!("2010-09-07"),
        (_, "vetId" | "visitId" | "specialtyId") => json!(2),
        (_, "minutes" | "bufferMinutes") => json!(20),
        (_, "start" | "after" | "time") => json!("2026-03-09T09:30:00"),
        (_, "end") => json!("2026-03-09T09:50:00"),
        (_, "before") => json!("2026-03-09T09:10:00"),
        (_, "timeZone") => json!("UTC"),
        (_, "startsAt") => json!("2026-03-09T09:30:00Z"),
        (_, "endsAt") => json!("2026-03-09T09:50:00Z"),
        (_, "bookedAt" | "changedAt" | "checkedInAt") => json!("2026-03-02T09:30:00Z"),
        (_, "bookedBy") => json!("Ada at the desk"),
        (_, "reason") => json!("limps on the left hind leg"),
        (_, "overlapReason") => json!("an emergency"),
        (_, "kind") => json!("openingHours"),
        (_, "weekday") => json!("monday"),
        (_, "firstDay") => json!("2026-03-01"),
        (_, "lastDay") => json!("2026-08-31"),
        (_, "utcOffset") => json!("+00:00"),
        (_, "hasMore" | "open") => json!(false),
        (_, "days") => json!(["2026-03-09"]),
        (_, "calendar") => json!(false),
        (_, "date") => json!("2013-01-01"),
        (_, "description") => json!("rabies shot"),
        (_, "visitsComplete") => json!(false),
        (_, "nrOfSpecialties") => json!(1),
        (_, "size") => json!(20),
        (_, "title" | "error") => json!("Bad Request"),
        (_, "detail") => json!("telephone must be 1 to 10 digits"),
        (_, "timestamp" | "createdAt") => json!("2026-03-02T09:30:00Z"),
        (_, "expiresAt") => json!("2026-03-02T09:40:00Z"),
        (_, "path") => json!("/api/customers/owners"),
        (_, "field") => json!("telephone"),
        (_, "defaultMessage") => json!("must be 1 to 10 digits"),
        (_, "question") => json!("Which pets does Jean Coleman have?"),
        (_, "answer" | "text") => json!("Jean Coleman has two pets: Max, a cat, and Samantha, a cat."),
        (_, "dataSource" | "data_source") => json!("clinic_services"),
        (_, "questionType" | "question_type") => json!("DATABASE_QUERY"),
        (_, "conversationId" | "feedToken") => json!(conversation),
        (_, "confirmationId") => json!("0c1d2e3f405162738495a6b7c8d9eaf0"),
        (_, "confirmed" | "succeeded") => json!(true),
        (_, "summary") => json!("Book a visit for Max on 2026-03-09: rabies shot"),
        (_, "role") => json!("user"),
        (_, "service") => json!("genai"),
        (_, "provider") => json!("bedrock"),
        (_, "model") => json!("anthropic.claude-3-haiku-20240307-v1:0"),
        (_, "instance" | "instanceId") => json!(INSTANCE),
        (_, "application") => json!("vets"),
        (_, "version") => json!(1),
        (_, "registered") => json!(true),
        (_, "statusTimestamp" | "returnsAt") => json!("2026-03-02T09:30:00Z"),
        (_, "info" | "details" | "tags" | "metadata") => json!({}),
        (_, "buildVersion") => json!("0.1.0"),
        (_, "managementUrl" | "url") => json!("http://10.0.3.17:8080/actuator"),
        (_, "healthUrl") => json!("http://10.0.3.17:8080/actuator/health"),
        (_, "serviceUrl") => json!("http://10.0.3.17:8080/"),
        (_, "source") => json!("discovery"),
        (_, "logger") => json!("peers"),
        (_, "configuredLevel") => json!("DEBUG"),
        (_, "returnAfterMinutes") => json!(15),
        (_, "isResolved" | "expired") => json!(false),
        (_, "knownInstances") => json!(3),
        (_, "failedInstances" | "attempts") => json!(1),
        (_, "since" | "expiry") => json!("2026-03-02T09:30:00Z"),
        (_, "targets") => json!(["webhook", "slack"]),
        (_, "applicationName") => json!("vets"),
        (_, "filterId") => json!("F-1"),
        (_, "ttl") => json!(900_000),
        (_, "who") => json!("operator"),
        (_, "action") => json!("levelChanged"),
        (_, "target") => json!("vets 3f9a1c04b7e2 peers"),
        (_, "outcome") => json!("changed"),
        (_, "password") => json!("correct horse battery staple"),
        (_, "endpoint") => json!("metrics"),
        (_, "part") => json!("process.cpu.usage"),
        (_, "stepSeconds") => json!(60),
        (_, "sharesProcessWith") => json!([]),
        (_, "class") => json!("reads"),
        (_, "burnSeconds") => json!(3600),
        (_, "withinSeconds") => json!(0.25),
        (_, "objective") => json!(0.999),
        (_, "broken") => json!(12),
        (_, "left") => json!(0.88),
        (_, "burn") => json!(0.5),
        (_, "instances") => json!(2),
        (_, "requests") => json!(100_000),
        (_, "runsOnAws") => json!(true),
        (_, "usd") => json!(0.025),
        (_, "basis") => json!("2 tasks of 0.25 vCPU and 0.5 GB on Fargate, at list prices of 2026-03-31"),
        (_, "askedAt") => json!("2026-03-02T09:30:00Z"),
        (_, "insufficientData") => json!(0),
        (_, "tag") => json!("area:heap"),
        ("", "X-Requested-With") => json!("console"),
        ("", "Idempotency-Key") => json!("5d0c2f7e-register-owner"),
        ("", "If-Match") => json!("\"1\""),
        _ => return None,
    };
    Some(found)
}

/// Writes the examples into a document. A composite field gets none, since its parts have theirs.
pub(super) fn add(document: &mut Value) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        let fields = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (field, property) in fields.into_iter().flatten() {
            if let Some(property) = property.as_object_mut().filter(|it| !is_made_of_others(it))
                && let Some(example) = example(name, field)
            {
                property.insert("examples".to_owned(), json!([example]));
            }
        }
    }
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = paths.into_iter().flatten().filter_map(|(_, it)| it.as_object_mut()).flatten();
    for (_, operation) in operations {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            if let Some(example) = example("", name) {
                let is_list = parameter.get("schema").is_some_and(|it| it["type"] == "array");
                parameter.insert("example".to_owned(), if is_list { json!([example]) } else { example });
            }
        }
    }
}

/// Whether a property refers to another schema or to a list of another.
fn is_made_of_others(property: &Map<String, Value>) -> bool {
    let is_reference = |it: &Value| it.get("$ref").is_some();
    property.contains_key("$ref") || property.get("items").is_some_and(is_reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_every_parameter_has_an_example() {
        let document = crate::openapi::document();
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            let Some(fields) = schema["properties"].as_object() else { continue };
            for (field, property) in fields {
                let is_simple = !is_made_of_others(property.as_object().unwrap());
                assert_eq!(property.get("examples").is_some(), is_simple, "{name}.{field}: {property}");
            }
        }
        for (path, item) in document["paths"].as_object().unwrap() {
            for parameter in item
                .as_object()
                .unwrap()
                .values()
                .flat_map(|it| it.get("parameters").and_then(Value::as_array).into_iter().flatten())
            {
                assert!(parameter.get("example").is_some(), "{path}: {parameter}");
            }
        }
    }
}
