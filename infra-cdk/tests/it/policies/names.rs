//! What references of templates refer to: names and ARNs, as AWS would make them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::harness::{Clinic, list};

/// The account that everything is deployed to.
pub(super) const ACCOUNT: &str = "123456789012";

pub(super) struct Names<'a> {
    pub(super) clinic: &'a Clinic,
    /// Values by the names that they are exported by: to other stacks, and as parameters to other regions.
    exports: BTreeMap<String, (&'a str, &'a Value)>,
}

impl<'a> Names<'a> {
    pub(super) fn of(clinic: &'a Clinic) -> Self {
        let mut names = Self { clinic, exports: BTreeMap::new() };
        for (stack, it) in &clinic.synthesis.root.stacks {
            for output in it.template["Outputs"].as_object().into_iter().flat_map(Map::values) {
                let export = output["Export"]["Name"].as_str().unwrap_or_default();
                names.exports.insert(export.to_owned(), (stack, &output["Value"]));
            }
        }
        let parameters = names.resources().filter(|it| it.2["Type"] == "AWS::SSM::Parameter");
        let parameters = parameters.map(|(stack, _, it)| (stack, &it["Properties"]));
        let exported: Vec<_> =
            parameters.map(|(stack, it)| (names.text(stack, &it["Name"]), (stack, &it["Value"]))).collect();
        names.exports.extend(exported);
        names
    }

    /// All resources, with their stacks and logical ids.
    pub(super) fn resources(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> + use<'a> {
        self.clinic.synthesis.root.stacks.iter().flat_map(|(name, stack)| {
            let resources = stack.template["Resources"].as_object().unwrap();
            resources.iter().map(move |(id, it)| (name.as_str(), id.as_str(), it))
        })
    }

    /// The layer and the path of a resource's construct, such as `02-security/Role-vets`.
    pub(super) fn path(&self, stack: &str, id: &str) -> String {
        let path = &self.clinic.synthesis.root.stacks[stack].resources[id].path;
        let path = path.strip_suffix("/Resource").unwrap_or(path);
        path.replacen(&format!("petclinic-{}-", self.clinic.environment.name), "", 1)
    }

    /// The ARN of what is declared at a path.
    pub(super) fn arn(&self, path: &str) -> String {
        let mut at_path = self.resources().filter(|(stack, id, _)| self.path(stack, id) == path);
        let (stack, id, _) = at_path.next().unwrap_or_else(|| panic!("there is no {path}"));
        self.attribute(stack, id, "Arn")
    }

    /// The path of what has an ARN.
    pub(super) fn name_of(&self, arn: &str) -> String {
        let id = arn.rsplit(':').next().unwrap();
        let mut all = self.resources().filter(|(stack, known, _)| format!("{stack}-{known}") == id);
        let (stack, id, _) = all.next().unwrap_or_else(|| panic!("there is no {arn}"));
        self.path(stack, id)
    }

    pub(super) fn region(&self, stack: &str) -> &str {
        if stack.ends_with("11-frontend") {
            infra_cdk::frontend::EDGE
        } else {
            &self.clinic.environment.region
        }
    }

    /// A value as text.
    pub(super) fn text(&self, stack: &str, value: &Value) -> String {
        match self.resolved(stack, value) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// A value without references.
    pub(super) fn resolved(&self, stack: &str, value: &Value) -> Value {
        let Value::Object(members) = value else {
            let Value::Array(items) = value else { return value.clone() };
            return items.iter().map(|it| self.resolved(stack, it)).collect();
        };
        match members.iter().next().map(|(name, of)| (name.as_str(), of)) {
            Some(("Ref", id)) => self.reference(stack, id.as_str().unwrap()).into(),
            Some(("Fn::GetAtt", of)) => {
                self.attribute(stack, of[0].as_str().unwrap(), of[1].as_str().unwrap()).into()
            }
            Some(("Fn::ImportValue", export)) => {
                let (home, value) = self.exports[&self.text(stack, export)];
                self.resolved(home, value)
            }
            Some(("Fn::Join", join)) => {
                let parts = join[1].as_array().unwrap().iter().map(|it| self.text(stack, it));
                parts.collect::<Vec<_>>().join(join[0].as_str().unwrap()).into()
            }
            Some(("Fn::Select", select)) => {
                let index = usize::try_from(select[0].as_u64().unwrap()).unwrap();
                list(&self.resolved(stack, &select[1]))[index].clone()
            }
            Some(("Fn::Split", split)) => {
                let text = self.text(stack, &split[1]);
                text.split(split[0].as_str().unwrap()).map(Value::from).collect()
            }
            Some(("Fn::Sub", sub)) => self.substituted(stack, list(sub)[0], &sub[1]).into(),
            _ => members.iter().map(|(name, it)| (name.clone(), self.resolved(stack, it))).collect(),
        }
    }

    fn substituted(&self, stack: &str, text: &Value, parts: &Value) -> String {
        let parts = parts.as_object().into_iter().flatten();
        let parts = parts.map(|(name, of)| (name.clone(), self.text(stack, of)));
        let pseudo = ["AWS::AccountId", "AWS::Partition", "AWS::Region"];
        let pseudo = pseudo.map(|it| (it.to_owned(), self.reference(stack, it)));
        let text = text.as_str().unwrap().to_owned();
        parts.chain(pseudo).fold(text, |it, (name, of)| it.replace(&format!("${{{name}}}"), &of))
    }

    fn reference(&self, stack: &str, id: &str) -> String {
        match id {
            "AWS::Partition" => "aws".to_owned(),
            "AWS::AccountId" => ACCOUNT.to_owned(),
            "AWS::Region" => self.region(stack).to_owned(),
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            id => self.attribute(stack, id, "Ref"),
        }
    }

    /// An attribute of a resource, or what `Ref` is of it.
    pub(super) fn attribute(&self, stack: &str, id: &str, attribute: &str) -> String {
        let resource = &self.clinic.synthesis.root.stacks[stack].template["Resources"][id];
        let properties = &resource["Properties"];
        let named = |property: &str| match &properties[property] {
            Value::Null => format!("{stack}-{id}"),
            given => self.text(stack, given),
        };
        let arn =
            |service: &str, of: String| format!("arn:aws:{service}:{}:{ACCOUNT}:{of}", self.region(stack));
        match (resource["Type"].as_str().unwrap(), attribute) {
            ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{stack}-{id}"),
            ("AWS::CloudTrail::Trail", "Arn") => arn("cloudtrail", format!("trail/{}", named("TrailName"))),
            ("AWS::Logs::LogGroup", "Arn") => arn("logs", format!("log-group:{}:*", named("LogGroupName"))),
            ("AWS::Logs::LogGroup", "Ref") => named("LogGroupName"),
            ("AWS::KMS::Key", "Arn") => arn("kms", format!("key/{stack}-{id}")),
            ("AWS::SNS::Topic", _) => arn("sns", named("TopicName")),
            ("AWS::APS::Workspace", "Arn" | "Ref") => arn("aps", format!("workspace/{stack}-{id}")),
            ("AWS::SQS::Queue", "Arn") => arn("sqs", format!("{stack}-{id}")),
            ("AWS::Lambda::Function", "Arn") => arn("lambda", format!("function:{stack}-{id}")),
            ("AWS::CloudWatch::Alarm" | "AWS::CloudWatch::CompositeAlarm", "Arn") => {
                arn("cloudwatch", format!("alarm:{}", named("AlarmName")))
            }
            ("AWS::CloudFront::Distribution", "Arn") => {
                format!("arn:aws:cloudfront::{ACCOUNT}:distribution/{stack}-{id}")
            }
            ("Custom::CrossRegionParameter", "Value") => {
                let (home, value) = self.exports[&self.text(stack, &properties["Name"])];
                self.text(home, value)
            }
            (_, "Ref") => format!("{stack}-{id}"),
            (_, attribute) => format!("{stack}-{id}.{attribute}"),
        }
    }
}
