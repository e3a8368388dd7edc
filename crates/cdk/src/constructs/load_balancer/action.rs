use cdk_core::{Json, json};

use super::TargetGroupHandle;

/// The action for a request: forward, redirect or respond.
#[derive(Clone, Debug)]
pub struct Action {
    json: Json,
    targets: Vec<TargetGroupHandle>,
}

impl Action {
    /// Forwards the request to one of the targets.
    #[must_use]
    pub fn forward_to(targets: &TargetGroupHandle) -> Self {
        let json = json!({"Type": "forward", "TargetGroupArn": (targets.target_group_arn())});
        Self { json, targets: vec![targets.clone()] }
    }

    /// Forwards requests to several target groups by their weights, 0 to 999.
    pub fn forward_by_weight<'a>(groups: impl IntoIterator<Item = (&'a TargetGroupHandle, u16)>) -> Self {
        let (targets, tuples): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .map(|(group, weight)| {
                (group.clone(), json!({"TargetGroupArn": (group.target_group_arn()), "Weight": (weight)}))
            })
            .unzip();
        Self {
            json: json!({"Type": "forward", "ForwardConfig": {"TargetGroups": (Json::List(tuples))}}),
            targets,
        }
    }

    /// Answers with plain text from the load balancer itself.
    pub fn respond(status: u16, text: impl Into<String>) -> Self {
        let answer = json!({"StatusCode": (status.to_string()), "ContentType": "text/plain", "MessageBody": (text.into())});
        Self { json: json!({"Type": "fixed-response", "FixedResponseConfig": (answer)}), targets: Vec::new() }
    }

    /// Redirects the client to the same address by HTTPS, permanently.
    #[must_use]
    pub fn redirect_to_https() -> Self {
        Self::redirect(json!({"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}))
    }

    /// Redirects the client to another host, permanently; the path stays.
    pub fn redirect_to_host(host: impl Into<String>) -> Self {
        Self::redirect(json!({"Host": (host.into()), "StatusCode": "HTTP_301"}))
    }

    fn redirect(config: Json) -> Self {
        Self { json: json!({"Type": "redirect", "RedirectConfig": (config)}), targets: Vec::new() }
    }

    pub(super) fn into_parts(self) -> (Json, Vec<TargetGroupHandle>) {
        (self.json, self.targets)
    }
}
