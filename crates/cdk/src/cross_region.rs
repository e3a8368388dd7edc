//! Values that cross to another region: a parameter of Systems Manager in their own, and a function that reads it where they are used.

use cdk_core::{
    Any, CrossRegionImport, CrossRegionReferences, CrossRegionValue, Element, GenericResource, IntoVal,
    RemovalPolicy, Scope, Stack, TagStyle, Val, json, pseudo, text,
};

/// Reads the parameter for CloudFormation. `cfnresponse` is there for functions whose code is inline.
///
/// Its role has just been made, and IAM needs some seconds until all regions know what it may: hence the pauses.
const READER: &str = include_str!("cross_region/reader.py");

/// The type of the resources that read.
pub(crate) const READER_TYPE: &str = "Custom::CrossRegionParameter";

/// Seconds the function may take; longer than its pauses.
const FUNCTION_TIMEOUT: i64 = 45;

/// Seconds CloudFormation waits for its answer, instead of an hour.
const SERVICE_TIMEOUT: i64 = 60;

/// Days its log is kept.
const LOG_DAYS: i64 = 30;

/// Carries values across regions in parameters of Systems Manager.
///
/// The resources are declared by the names of their types, so that an app needs no further feature of `cdk-aws`.
pub(crate) struct ParameterStore;

impl CrossRegionReferences for ParameterStore {
    fn export(&self, exports: &Scope, value: &CrossRegionValue) -> Element {
        let parameter = GenericResource::new("AWS::SSM::Parameter")
            .set("Name", name(value))
            .set("Type", "String")
            .set("Value", value.value.clone());
        exports.add(&value.id, parameter)
    }

    fn import(&self, imports: &Scope, value: &CrossRegionValue) -> CrossRegionImport {
        let (home, id) = (&value.home, &value.id);
        let import = format!("{}:{id}", home.path().replace('/', "-"));
        let reader = imports.find(&import).and_then(|known| known.element()).unwrap_or_else(|| {
            let reader = GenericResource::new(READER_TYPE)
                .set("ServiceToken", provider(imports, home))
                .set("ServiceTimeout", SERVICE_TIMEOUT)
                .set("Region", home.region())
                .set("Name", name(value));
            imports.add(&import, reader)
        });
        CrossRegionImport { value: reader.attribute("Value"), reader, revision: "Revision" }
    }
}

/// Where the parameters of a stack are.
fn folder(home: &Stack) -> String {
    format!("/cdk/exports/{}/", home.name())
}

fn name(value: &CrossRegionValue) -> String {
    folder(&value.home) + &value.id
}

/// The function that reads parameters of one stack, with a role that may read just those.
fn provider(imports: &Scope, home: &Stack) -> Val<Any> {
    let id = format!("Reader{}", home.path().replace('/', "-"));
    if let Some(known) = imports.find(&id).and_then(|known| known.find("Function")?.element()) {
        return IntoVal::<Any>::into_val(known.attribute::<String>("Arn"));
    }
    let scope = imports.child(&id);
    let logs = GenericResource::new("AWS::Logs::LogGroup").set("RetentionInDays", LOG_DAYS);
    let logs = scope.add("Logs", logs.tags_at("Tags", TagStyle::List));
    logs.removal_policy(RemovalPolicy::Destroy);
    let parameters = text!(
        "arn:{}:ssm:{}:{}:parameter{}*",
        pseudo::partition(),
        home.region(),
        imports.stack().account(),
        folder(home)
    );
    let role = GenericResource::new("AWS::IAM::Role")
        .set("AssumeRolePolicyDocument", json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}
        }]}))
        .set("Policies", json!([{"PolicyName": "ReadParameters", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": (parameters)},
            {
                "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": (logs.attribute::<String>("Arn"))
            }
        ]}}]))
        .tags_at("Tags", TagStyle::List);
    let role = scope.add("Role", role);
    let function = GenericResource::new("AWS::Lambda::Function")
        .tags_at("Tags", TagStyle::List)
        .set("Description", "Reads parameters of another region for CloudFormation")
        .set("Runtime", "python3.13")
        .set("Handler", "index.handler")
        .set("Timeout", FUNCTION_TIMEOUT)
        .set("LoggingConfig", json!({"LogGroup": (logs.reference::<String>())}))
        .set("MemorySize", 128)
        .set("Code", json!({"ZipFile": (READER)}))
        .set("Role", role.attribute::<String>("Arn"));
    let function = scope.add("Function", function);
    IntoVal::<Any>::into_val(function.attribute::<String>("Arn"))
}
