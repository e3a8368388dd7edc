//! CloudFormation's protocol for custom resources
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref.html>).

use std::collections::BTreeMap;

use contract::settings::Sensitive;
use outbound::Address;
use serde::Serialize;
use serde_json::Value;

use crate::report::Report;

/// Longest reason, in characters. CloudFormation limits the whole response to 4,096 bytes.
const REASON_LIMIT: usize = 900;

/// The lifecycle step that CloudFormation requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestType {
    /// Create a new resource.
    Create,
    /// Update a resource whose properties have changed.
    Update,
    /// Delete a resource that left the template or could not be created.
    Delete,
    /// A step that CloudFormation does not define today.
    Unknown,
}

/// A custom resource request from CloudFormation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The requested step.
    pub kind: RequestType,
    /// The presigned URL for the response. Anyone who holds it can answer, so logs and errors never show it.
    pub respond_to: Address,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
}

/// An event that looks like a request but is malformed: the field, and the rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {rule}")]
pub struct Malformed {
    field: &'static str,
    rule: String,
}

impl Request {
    /// Whether the event is a custom resource request, judged by its `RequestType` alone.
    #[must_use]
    pub fn is_one(event: &Value) -> bool {
        event.get("RequestType").is_some()
    }

    /// Reads a request.
    ///
    /// # Errors
    /// Names the first required field that is missing or malformed; without it no response is possible.
    pub fn parse(event: &Value) -> Result<Self, Malformed> {
        let text = |field: &'static str| {
            let text = event.get(field).and_then(Value::as_str).filter(|it| !it.is_empty());
            text.ok_or_else(|| Malformed { field, rule: "must be a text".to_owned() })
        };
        let kind = match event.get("RequestType").and_then(Value::as_str) {
            Some("Create") => RequestType::Create,
            Some("Update") => RequestType::Update,
            Some("Delete") => RequestType::Delete,
            _ => RequestType::Unknown,
        };
        let respond_to = Address::try_from(&Sensitive::new(text("ResponseURL")?))
            .map_err(|error| Malformed { field: "ResponseURL", rule: error.to_string() })?;
        Ok(Self {
            kind,
            respond_to,
            stack_id: text("StackId")?.to_owned(),
            request_id: text("RequestId")?.to_owned(),
            logical_resource_id: text("LogicalResourceId")?.to_owned(),
            physical_resource_id: text("PhysicalResourceId").ok().map(str::to_owned),
        })
    }

    /// Builds the response that reports `outcome`.
    pub(crate) fn response(&self, outcome: Result<&Report, &str>) -> Response<'_> {
        let (status, reason, data) = match outcome {
            Ok(report) => {
                let data = report.services.iter().map(|done| (done.service, done.to_string())).collect();
                ("SUCCESS", None, data)
            }
            Err(reason) => ("FAILED", Some(cut(reason)), BTreeMap::new()),
        };
        Response {
            status,
            reason,
            // CloudFormation deletes the old resource when this id changes, so it stays the same.
            physical_resource_id: self.physical_resource_id.as_deref().unwrap_or(&self.logical_resource_id),
            stack_id: &self.stack_id,
            request_id: &self.request_id,
            logical_resource_id: &self.logical_resource_id,
            data,
        }
    }
}

/// A response to CloudFormation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Response<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    physical_resource_id: &'a str,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
    /// Attributes for `Fn::GetAtt`: each service's line of the report.
    data: BTreeMap<&'static str, String>,
}

/// Truncates a reason to the limit. The log has the full text.
fn cut(reason: &str) -> String {
    match reason.char_indices().nth(REASON_LIMIT) {
        Some((end, _)) => {
            format!("{}.. (the function's log has the rest)", reason.get(..end).unwrap_or_default())
        }
        None => reason.to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::report::tests::new;

    /// A request as CloudFormation sends it.
    pub(crate) fn event(kind: &str, respond_to: &str) -> Value {
        json!({
            "RequestType": kind,
            "ServiceToken": "arn:aws:lambda:us-west-2:123456789012:function:migrate",
            "ResponseURL": respond_to,
            "StackId": "arn:aws:cloudformation:us-west-2:123456789012:stack/data/6a9c4e70-c8f5-11f0",
            "RequestId": "7bfe2d54-710a-4a13-a7ba-3b1f7d2d1f7b",
            "LogicalResourceId": "Migration",
            "ResourceType": "Custom::Migration",
            "ResourceProperties": {"ServiceToken": "arn:aws:lambda:us-west-2:123456789012:function:migrate"}
        })
    }

    const URL: &str =
        "https://cloudformation-custom-resource-response-uswest2.s3-us-west-2.amazonaws.com/x?Signature=hush";

    #[test]
    fn a_request_is_answered_with_its_own_ids_and_what_was_done() {
        let request = Request::parse(&event("Create", URL)).unwrap();
        let report = Report { services: vec![new("vets")] };
        let response = serde_json::to_value(request.response(Ok(&report))).unwrap();
        assert_eq!(
            response,
            json!({
                "Status": "SUCCESS",
                "PhysicalResourceId": "Migration",
                "StackId": "arn:aws:cloudformation:us-west-2:123456789012:stack/data/6a9c4e70-c8f5-11f0",
                "RequestId": "7bfe2d54-710a-4a13-a7ba-3b1f7d2d1f7b",
                "LogicalResourceId": "Migration",
                "Data": {"vets": new("vets").to_string()}
            })
        );
    }

    #[test]
    fn the_physical_id_stays_and_a_failure_has_a_reason_that_fits() {
        let mut event = event("Update", URL);
        event["PhysicalResourceId"] = "as-before".into();
        let request = Request::parse(&event).unwrap();
        let reason = "ä".repeat(5000);
        let response = serde_json::to_value(request.response(Err(&reason))).unwrap();
        assert_eq!(
            (&response["Status"], &response["PhysicalResourceId"]),
            (&"FAILED".into(), &"as-before".into())
        );
        assert!(response["Reason"].as_str().unwrap().starts_with("ää"));
        assert!(response.to_string().len() < 4096);
    }

    #[test]
    fn missing_and_wrong_fields_are_named() {
        for (field, value, told) in [
            ("ResponseURL", json!("http://hush.example/"), "ResponseURL must begin with https://"),
            ("ResponseURL", json!(null), "ResponseURL must be a text"),
            ("StackId", json!(""), "StackId must be a text"),
        ] {
            let mut event = event("Create", URL);
            event[field] = value;
            assert_eq!(Request::parse(&event).unwrap_err().to_string(), told);
        }
        assert!(!format!("{:?}", Request::parse(&event("Create", URL)).unwrap()).contains("hush"));
    }

    proptest! {
        #[test]
        fn no_event_makes_it_panic(texts in proptest::collection::vec("\\PC*", 5)) {
            let names = ["RequestType", "ResponseURL", "StackId", "RequestId", "LogicalResourceId"];
            let mut whole = event("Create", URL);
            for (name, text) in names.into_iter().zip(&texts) {
                let mut event = event("Create", URL);
                event[name] = Value::String(text.clone());
                whole[name] = Value::String(text.clone());
                if let Ok(request) = Request::parse(&event) {
                    prop_assert!(serde_json::to_string(&request.response(Err(text))).is_ok());
                }
            }
            let _ = Request::parse(&whole);
        }
    }
}
