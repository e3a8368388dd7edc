//! A value that crosses to another region: a parameter where it comes from, and a function that reads it where it is used.

use std::collections::BTreeMap;

use md5::{Digest, Md5};

use super::crossing::Crossings;
use super::render::Resolver;
use crate::tree::NodeId;
use crate::{
    Any, GenericResource, IntoVal, Json, RemovalPolicy, Scope, Stack, TagStyle, Val, json, pseudo, text,
};

/// Reads the parameter in the other region for CloudFormation. `cfnresponse` is there for functions whose code is inline.
///
/// Its role has just been made, and IAM needs some seconds until all regions know what it may: hence the pauses.
const READER: &str = "\
import time
import boto3
import cfnresponse
from botocore.exceptions import ClientError

def read(wanted):
    client = boto3.client('ssm', region_name=wanted['Region'])
    for pause in (1, 2, 4, 6, 7, None):
        try:
            return client.get_parameter(Name=wanted['Name'])['Parameter']['Value']
        except ClientError as error:
            if pause is None or not error.response['Error']['Code'].startswith('AccessDenied'):
                raise
            time.sleep(pause)

def handler(event, context):
    try:
        wanted = event['ResourceProperties']
        data = {}
        if event['RequestType'] != 'Delete':
            data['Value'] = read(wanted)
        cfnresponse.send(event, context, cfnresponse.SUCCESS, data, wanted['Region'] + ':' + wanted['Name'])
    except Exception as error:
        kind = type(error).__name__
        if isinstance(error, ClientError):
            kind += ' ' + error.response['Error']['Code']
        print(kind)
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, reason='the parameter could not be read: ' + kind)
";

/// Seconds the function may take; longer than its pauses.
const FUNCTION_TIMEOUT: i64 = 45;

/// Seconds CloudFormation waits for its answer, instead of an hour.
const SERVICE_TIMEOUT: i64 = 60;

/// Days its log is kept.
const LOG_DAYS: i64 = 30;

/// Where the parameters of a stack are.
pub(super) fn folder(home: &Stack) -> String {
    format!("/cdk/exports/{}/", home.name())
}

/// What reads a parameter of the stack `there`.
pub(super) fn reader(here: &Stack, there: &Stack, id: &str, name: &str) -> NodeId {
    let readers = here.child_once("RegionImports");
    let import = format!("{}:{id}", there.path().replace('/', "-"));
    if let Some(known) = readers.find(&import) {
        return known.node();
    }
    let region = there.region();
    let provider = provider(&readers, here, there, &region);
    let reader = GenericResource::new("Custom::CrossRegionParameter");
    let reader = reader.set("ServiceToken", provider).set("ServiceTimeout", SERVICE_TIMEOUT);
    readers.add(&import, reader.set("Region", region).set("Name", name)).node()
}

/// The function that reads parameters of one stack, with a role that may read just those.
fn provider(readers: &Scope, here: &Stack, there: &Stack, region: &Val<String>) -> Val<Any> {
    let id = format!("Reader{}", there.path().replace('/', "-"));
    if let Some(known) = readers.find(&id) {
        return Val::of(Json::GetAtt(known.child_once("Function").node(), "Arn".into()));
    }
    let scope = readers.child(&id);
    let basic = text!("arn:{}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", pseudo::partition());
    let parameters =
        text!("arn:{}:ssm:{}:{}:parameter{}*", pseudo::partition(), region, here.account(), folder(there));
    let role = GenericResource::new("AWS::IAM::Role")
        .set("AssumeRolePolicyDocument", json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}
        }]}))
        .set("ManagedPolicyArns", json!([(basic)]))
        .set("Policies", json!([{"PolicyName": "ReadParameters", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": (parameters)
        }]}}]))
        .tags_at("Tags", TagStyle::List);
    let role = scope.add("Role", role);
    let logs = GenericResource::new("AWS::Logs::LogGroup").set("RetentionInDays", LOG_DAYS);
    let logs = scope.add("Logs", logs.tags_at("Tags", TagStyle::List));
    logs.removal_policy(RemovalPolicy::Destroy);
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

/// Gives each reader a property that changes with the resource whose value it reads: when that is replaced, the parameter has a new
/// value, which CloudFormation would not read anew for a reader that is as before.
///
/// A resource may read what another reader has read, so that stacks come in the order in which they need each other.
pub(super) fn revise(resolver: &Resolver<'_>, order: &[NodeId]) {
    let (app, crossings): (&Scope, &Crossings) = (resolver.app, resolver.crossings);
    for stack in order {
        for (reader, source) in &crossings.readers {
            if app.tree.stack_of(*source) == Some(*stack)
                && let Some(reader) = app.at(*reader).element()
            {
                reader.set("Revision", revision(resolver, *stack, *source));
            }
        }
    }
}

/// A hash of the resource's declaration and of those it refers to, near and far.
fn revision(resolver: &Resolver<'_>, stack: NodeId, source: NodeId) -> String {
    let resolver = Resolver { stack, ..*resolver };
    let mut declarations: BTreeMap<String, String> = BTreeMap::new();
    let mut ahead = vec![source];
    while let Some(node) = ahead.pop() {
        let Some(id) = resolver.ids.of(node).filter(|id| !declarations.contains_key(*id)) else { continue };
        let Some(declaration) = resolver.resource(node) else { continue };
        declarations.insert(id.to_owned(), declaration.to_string());
        ahead.extend(resolver.crossings.references(resolver.app, stack, node));
    }
    let mut digest = Md5::new();
    for (id, declaration) in declarations {
        digest.update(format!("{id} {declaration}\n"));
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
