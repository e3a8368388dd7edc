//! What an API checks, how it refuses, and how answers come.

use cdk::constructs::{ApiDomain, Cors, Integration, LogGroup, MethodRequest, RestApi, RestApiHandle};
use cdk::{App, Json, Stack, given};
use serde_json::{Value, json};

use super::{found, id_of, of_type, only, stack, template};

fn api(stack: &Stack) -> RestApiHandle {
    stack.add("Rest", RestApi::new().without_access_logs())
}

fn backend() -> Integration {
    Integration::http("https://pets.example.org/pets")
}

/// The only method, with what it is called by.
fn method(app: &App) -> Value {
    assert_eq!(found(app), Vec::<String>::new());
    only(&template(app), "AWS::ApiGateway::Method")["Properties"].clone()
}

fn mistakes(app: &App) -> String {
    app.synth().unwrap_err().to_string()
}

#[test]
fn a_request_is_checked_against_its_parameters_and_the_model_of_its_body() {
    let (app, stack) = stack();
    let api = api(&stack);
    let pet = api.model("Pet", Json::from(json!({"type": "object", "required": ["name"]})));
    let request = MethodRequest::new()
        .operation("addPet")
        .query("color", true)
        .header("If-Match", false)
        .body("application/json", &pet);
    api.root().path("pets/{id}").checked_method("PUT", backend(), request);
    let method = method(&app);
    assert_eq!(method["OperationName"], "addPet");
    let parameters = json!({
        "method.request.path.id": true, "method.request.querystring.color": true, "method.request.header.If-Match": false,
    });
    assert_eq!(method["RequestParameters"], parameters);
    let template = template(&app);
    let model = id_of(&template, "AWS::ApiGateway::Model");
    assert_eq!(method["RequestModels"], json!({"application/json": {"Ref": model}}));
    let schema = &only(&template, "AWS::ApiGateway::Model")["Properties"]["Schema"];
    assert_eq!(*schema, json!({"type": "object", "required": ["name"]}));
    let validator = id_of(&template, "AWS::ApiGateway::RequestValidator");
    assert_eq!(method["RequestValidatorId"], json!({"Ref": validator}));
}

#[test]
fn methods_share_a_validator_and_one_that_takes_anything_has_none() {
    let (app, stack) = stack();
    let api = api(&stack);
    for path in ["a", "b"] {
        let resource = api.root().path(path);
        resource.checked_method("GET", backend(), MethodRequest::new().query("q", true));
        resource.method("POST", backend());
    }
    let template = template(&app);
    only(&template, "AWS::ApiGateway::RequestValidator");
    for (_, method) in of_type(&template, "AWS::ApiGateway::Method") {
        let properties = &method["Properties"];
        assert_eq!(properties["RequestValidatorId"].is_null(), properties["HttpMethod"] == "POST");
    }
}

#[test]
fn a_streamed_answer_may_take_longer_than_a_whole_one() {
    for (integration, refused) in [
        (backend().timeout_millis(29_000), false),
        (backend().timeout_millis(29_001), true),
        (backend().timeout_millis(49), true),
        (backend().streamed().timeout_millis(900_000), false),
        (backend().streamed().timeout_millis(900_001), true),
    ] {
        let (app, stack) = stack();
        api(&stack).root().method("GET", integration);
        assert_eq!(app.synth().is_err(), refused);
        if refused {
            assert!(mistakes(&app).contains("API Gateway waits for 50 to "), "{}", mistakes(&app));
        }
    }
    let (app, stack) = stack();
    api(&stack).root().method("GET", backend().streamed().timeout_millis(60_000));
    let integration = method(&app)["Integration"].clone();
    assert_eq!(
        (&integration["ResponseTransferMode"], &integration["TimeoutInMillis"]),
        (&json!("STREAM"), &json!(60_000))
    );
}

#[test]
fn a_backend_gets_the_headers_that_are_given_beside_the_parameters_of_the_path() {
    let (app, stack) = stack();
    api(&stack).root().path("{id}").method("GET", backend().header("Accept-Encoding", "identity"));
    let expected = json!({
        "integration.request.path.id": "method.request.path.id", "integration.request.header.Accept-Encoding": "'identity'",
    });
    assert_eq!(method(&app)["Integration"]["RequestParameters"], expected);
}

#[test]
fn a_function_that_streams_is_called_for_a_stream() {
    use cdk::aws::lambda::function::Runtime;
    use cdk::constructs::{Code, Function};
    let (app, stack) = stack();
    let code = Code::inline("def handler(event, context): return {}");
    let hello = stack.add("Hello", Function::code(Runtime::Python3_13, "index.handler", code));
    api(&stack).root().method("POST", Integration::function(&hello).streamed());
    let integration = method(&app)["Integration"].clone();
    assert_eq!(integration["ResponseTransferMode"], "STREAM");
    let uri = integration["Uri"].to_string();
    assert!(uri.contains("lambda:path/2021-11-15/functions/"), "{uri}");
    assert!(uri.contains("/response-streaming-invocations"), "{uri}");
}

#[test]
fn refusals_are_problems_and_a_path_that_is_not_there_is_404() {
    let (app, stack) = stack();
    let rest = RestApi::new().without_access_logs().problems([("error", "\"{title}\"")]);
    let api = stack.add("Rest", rest.cors(Cors::origin("https://example.org")));
    api.root().method("GET", backend());
    let template = template(&app);
    let answers = of_type(&template, "AWS::ApiGateway::GatewayResponse");
    let answer = |kind: &str| {
        let (_, answer) = answers.iter().find(|(_, it)| it["Properties"]["ResponseType"] == kind).unwrap();
        answer["Properties"].clone()
    };
    let throttled = answer("THROTTLED");
    assert_eq!(throttled["StatusCode"], "429");
    let headers = &throttled["ResponseParameters"];
    assert_eq!(headers["gatewayresponse.header.Content-Type"], "'application/problem+json'");
    assert_eq!(headers["gatewayresponse.header.Access-Control-Allow-Origin"], "'https://example.org'");
    let body = throttled["ResponseTemplates"]["application/json"].as_str().unwrap();
    let body: Value = serde_json::from_str(&body.replace("$context.error.messageString", "\"why\"")).unwrap();
    let expected = json!({
        "type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "why", "error": "Too Many Requests",
    });
    assert_eq!(body, expected);
    assert_eq!(answer("MISSING_AUTHENTICATION_TOKEN")["StatusCode"], "404");
    let deployment = only(&template, "AWS::ApiGateway::Deployment");
    let before: Vec<&str> =
        deployment["DependsOn"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(answers.iter().all(|(id, _)| before.contains(&id.as_str())));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn errors_are_logged_to_a_group_of_ones_own_that_has_the_name_which_api_gateway_chooses() {
    let (app, stack) = stack();
    let api =
        stack.add("Rest", RestApi::new().without_access_logs().error_log(LogGroup::new().retention_days(7)));
    api.root().method("GET", backend());
    let template = template(&app);
    let log = only(&template, "AWS::Logs::LogGroup")["Properties"].clone();
    assert_eq!(log["RetentionInDays"], 7);
    let name = json!({"Fn::Join": ["", ["API-Gateway-Execution-Logs_", {"Ref": id_of(&template, "AWS::ApiGateway::RestApi")}, "/live"]]});
    assert_eq!(log["LogGroupName"], name);
    let stage = only(&template, "AWS::ApiGateway::Stage");
    assert_eq!(stage["Properties"]["MethodSettings"][0]["LoggingLevel"], "ERROR");
    let before = stage["DependsOn"].as_array().unwrap();
    assert!(before.contains(&json!(id_of(&template, "AWS::Logs::LogGroup"))), "{before:?}");
    // API Gateway writes no log without the account's role.
    assert!(before.contains(&json!(id_of(&template, "AWS::ApiGateway::Account"))), "{before:?}");
}

#[test]
fn a_name_of_ones_own_leads_to_the_stage_by_tls() {
    let (app, stack) = stack();
    let api = api(&stack);
    api.root().method("GET", backend());
    let certificate = given("arn:aws:acm:eu-west-1:123456789012:certificate/one");
    stack.add(
        "Name",
        ApiDomain::of(&api, "api.example.org", certificate).in_zone(given("Z0123456789ABCDEFGHIJ")),
    );
    let template = template(&app);
    let domain = only(&template, "AWS::ApiGateway::DomainName")["Properties"].clone();
    assert_eq!(
        (&domain["SecurityPolicy"], &domain["DomainName"]),
        (&json!("TLS_1_2"), &json!("api.example.org"))
    );
    let mapping = only(&template, "AWS::ApiGateway::BasePathMapping")["Properties"].clone();
    assert_eq!(mapping["Stage"], json!({"Ref": id_of(&template, "AWS::ApiGateway::Stage")}));
    let records = of_type(&template, "AWS::Route53::RecordSet");
    let kinds: Vec<&Value> = records.iter().map(|(_, it)| &it["Properties"]["Type"]).collect();
    assert_eq!(kinds, ["A", "AAAA"]);
    assert_eq!(found(&app), Vec::<String>::new());
}
