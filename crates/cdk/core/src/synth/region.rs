//! A value that crosses to another region: a parameter where it comes from, and a function that reads it where it is used.

use super::crossing::Source;
use super::ids;
use crate::{Any, GenericResource, IntoVal, Json, Scope, Stack, Val, json, pseudo, text};

/// Reads the parameter in the other region for CloudFormation. `cfnresponse` is there for functions whose code is inline.
const READER: &str = "\
import boto3
import cfnresponse

def handler(event, context):
    try:
        wanted = event['ResourceProperties']
        data = {}
        if event['RequestType'] != 'Delete':
            client = boto3.client('ssm', region_name=wanted['Region'])
            data['Value'] = client.get_parameter(Name=wanted['Name'])['Parameter']['Value']
        cfnresponse.send(event, context, cfnresponse.SUCCESS, data, wanted['Region'] + ':' + wanted['Name'])
    except Exception as error:
        print(type(error).__name__)
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, reason='the parameter could not be read; see the log')
";

/// Declares both ends and gives the value as it is read.
pub(super) fn carry(
    app: &Scope,
    here: &Stack,
    there: &Stack,
    json: &Json,
    (node, attribute): &Source,
) -> Json {
    let Some(region) = there.environment().region else {
        here.fail(format!(
            "a value of {} crosses regions, and the region of that stack is not fixed",
            there.path()
        ));
        return Json::Null;
    };
    let target = ids::of(app, there.node(), *node);
    let id = attribute.as_ref().map_or_else(|| target.clone(), |attribute| format!("{target}.{attribute}"));
    let name = format!("/cdk/exports/{}/{id}", there.name());
    let exports = there.child_once("RegionExports");
    if exports.find(&id).is_none() {
        let parameter = GenericResource::new("AWS::SSM::Parameter");
        exports.add(&id, parameter.set("Name", &name).set("Type", "String").set("Value", json.clone()));
    }
    let readers = here.child_once("RegionImports");
    let import = format!("{}:{id}", there.path().replace('/', "-"));
    let reader = readers.find(&import).unwrap_or_else(|| {
        let provider = provider(&readers, here, there, &region);
        let reader = GenericResource::new("Custom::CrossRegionParameter");
        let reader = reader.set("ServiceToken", provider).set("Region", &region).set("Name", &name);
        (*readers.add(&import, reader)).clone()
    });
    Json::GetAtt(reader.node(), "Value".into())
}

/// The function that reads parameters of one stack, with a role that may read just those.
fn provider(readers: &Scope, here: &Stack, there: &Stack, region: &str) -> Val<Any> {
    let id = format!("Reader{}", there.path().replace('/', "-"));
    if let Some(known) = readers.find(&id) {
        return Val::of(Json::GetAtt(known.child_once("Function").node(), "Arn".into()));
    }
    let scope = readers.child(&id);
    let basic = text!("arn:{}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", pseudo::partition());
    let parameters = text!(
        "arn:{}:ssm:{}:{}:parameter/cdk/exports/{}/*",
        pseudo::partition(),
        region,
        here.account(),
        there.name()
    );
    let role = GenericResource::new("AWS::IAM::Role")
        .set("AssumeRolePolicyDocument", json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}
        }]}))
        .set("ManagedPolicyArns", json!([(basic)]))
        .set("Policies", json!([{"PolicyName": "ReadParameters", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": (parameters)
        }]}}]));
    let role = scope.add("Role", role);
    let function = GenericResource::new("AWS::Lambda::Function")
        .set("Description", "Reads parameters of another region for CloudFormation")
        .set("Runtime", "python3.13")
        .set("Handler", "index.handler")
        .set("Timeout", 30)
        .set("MemorySize", 128)
        .set("Code", json!({"ZipFile": (READER)}))
        .set("Role", role.attribute::<String>("Arn"));
    let function = scope.add("Function", function);
    IntoVal::<Any>::into_val(function.attribute::<String>("Arn"))
}
