use cdk::aws::lambda::function::Runtime;
use cdk::constructs::{Code, Cors, Function, FunctionHandle, Integration, RestApi, WebAcl};
use cdk::{App, given};
use serde_json::json;

use super::{found, of_type, only, stack, template};

fn hello(stack: &cdk::Stack) -> FunctionHandle {
    let code = Code::inline("def handler(event, context): return {}");
    stack.add("Hello", Function::code(Runtime::Python3_13, "index.handler", code))
}

#[test]
fn an_api_hands_requests_to_a_function_that_lets_it() {
    let (app, stack) = stack();
    let hello = hello(&stack);
    let api = stack.add("Rest", RestApi::new().throttled(10.0, 20).traced());
    api.root().path("pets/{id}").method("GET", &hello);
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

/// The logical id of the deployment of an API with these methods.
fn deployment(methods: &[(&str, &str)]) -> String {
    let (app, stack) = stack();
    let hello = hello(&stack);
    let api = stack.add("Rest", RestApi::new());
    for (path, verb) in methods {
        api.root().path(path).method(verb, &hello);
    }
    deployment_of(&app)
}

fn deployment_of(app: &App) -> String {
    of_type(&template(app), "AWS::ApiGateway::Deployment").remove(0).0
}

#[test]
fn whatever_changes_an_api_deploys_it_anew() {
    let one = deployment(&[("a", "GET"), ("b", "GET")]);
    assert!(one.starts_with("RestDeployment"), "{one}");
    assert_eq!(one, deployment(&[("a", "GET"), ("b", "GET")]));
    assert_eq!(one, deployment(&[("b", "GET"), ("a", "GET")]), "the order of declaration has no meaning");
    assert_ne!(one, deployment(&[("a", "GET"), ("b", "POST")]));
    assert_ne!(one, deployment(&[("a", "GET")]));
}

#[test]
fn pages_of_another_origin_are_answered_at_each_path() {
    let (app, stack) = stack();
    let hello = hello(&stack);
    let api = stack.add("Rest", RestApi::new().cors(Cors::origin("https://example.org")));
    api.root().path("pets").method("GET", &hello);
    let template = template(&app);
    let options = of_type(&template, "AWS::ApiGateway::Method")
        .into_iter()
        .filter(|(_, method)| method["Properties"]["HttpMethod"] == "OPTIONS");
    assert_eq!(options.count(), 2);
    assert_eq!(of_type(&template, "AWS::ApiGateway::GatewayResponse").len(), 2);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_server_in_a_network_gets_the_parameters_of_the_path() {
    let (app, stack) = stack();
    let api = stack.add("Rest", RestApi::new().without_access_logs());
    let link = Integration::vpc_link(given("abcdef"), "http://internal.example.org/{proxy}");
    api.root().path("{proxy+}").method("ANY", link);
    let method = only(&template(&app), "AWS::ApiGateway::Method")["Properties"].clone();
    assert_eq!(method["RequestParameters"], json!({"method.request.path.proxy": true}));
    assert_eq!(
        method["Integration"],
        json!({
            "ConnectionId": "abcdef", "ConnectionType": "VPC_LINK", "IntegrationHttpMethod": "ANY", "Type": "HTTP_PROXY",
            "RequestParameters": {"integration.request.path.proxy": "method.request.path.proxy"},
            "Uri": "http://internal.example.org/{proxy}",
        })
    );
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn two_apis_share_the_role_that_writes_their_logs() {
    let (app, stack) = stack();
    let hello = hello(&stack);
    for id in ["One", "Two"] {
        stack.add(id, RestApi::new()).proxy(&hello);
    }
    let template = template(&app);
    only(&template, "AWS::ApiGateway::Account");
    assert_eq!(of_type(&template, "AWS::ApiGateway::Stage").len(), 2);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_web_acl_stands_before_the_stage() {
    let (app, stack) = stack();
    let hello = hello(&stack);
    let api = stack.add("Rest", RestApi::new());
    api.proxy(&hello);
    let acl = stack.add("Acl", WebAcl::regional().common_protection());
    api.protect(&acl);
    let association = only(&template(&app), "AWS::WAFv2::WebACLAssociation");
    assert!(association["Properties"]["ResourceArn"].to_string().contains("/stages/"));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn whatever_a_method_says_is_deployed() {
    let with = |property: &str, value: &str| {
        let (app, stack) = stack();
        let hello = hello(&stack);
        let api = stack.add("Rest", RestApi::new());
        let method = api.root().method("GET", &hello);
        method.set(property.to_owned(), value);
        deployment_of(&app)
    };
    let one = with("OperationName", "list");
    assert_eq!(one, with("OperationName", "list"));
    assert_ne!(one, with("OperationName", "all"));
    assert_ne!(one, with("RequestValidatorId", "list"));
}
