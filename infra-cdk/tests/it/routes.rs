//! Every route of the table, through API Gateway and the load balancer.

use std::collections::{BTreeMap, BTreeSet};

use contract::openapi;
use contract::route::{Audience, Media, Route};
use contract::service::Service;
use contract::settings::{Assistant, Server};
use contract::{process_routes, routes};
use infra_cdk::environment::Environment;
use serde_json::{Value, json};

use crate::application::domain;
use crate::harness::{Clinic, plain};

const API: &str = "08-api-gateway";
const APPLICATION: &str = "07-application";

/// The methods of the API by verb and path.
fn methods(clinic: &Clinic) -> BTreeMap<(String, String), Value> {
    let resources = clinic.of_type(API, "AWS::ApiGateway::Resource");
    let path = |method: &Value| {
        let mut parts = Vec::new();
        let mut at = method["ResourceId"]["Ref"].as_str();
        while let Some(resource) = at.map(|id| &resources[id]["Properties"]) {
            parts.push(plain(&resource["PathPart"]));
            at = resource["ParentId"]["Ref"].as_str();
        }
        parts.iter().rev().map(|it| format!("/{it}")).collect::<String>()
    };
    let methods = clinic.all_of(API, "AWS::ApiGateway::Method").into_iter();
    methods.map(|it| ((plain(&it["HttpMethod"]), path(&it)), it)).collect()
}

fn public(table: &'static [Route]) -> impl Iterator<Item = (&'static Route, &'static str)> {
    let public = table.iter().filter(|it| it.audience == Audience::Public);
    public.flat_map(|route| route.paths().map(move |path| (route, path)))
}

/// The service whose tasks get a path from the load balancer, and the path as it arrives there.
fn answered_by(clinic: &Clinic, path: &str) -> Option<(String, String)> {
    let mut rules = clinic.all_of(APPLICATION, "AWS::ElasticLoadBalancingV2::ListenerRule");
    rules.sort_by_key(|it| it["Priority"].as_u64());
    let rule = rules.iter().find(|rule| {
        let values = rule["Conditions"][0]["PathPatternConfig"]["Values"].as_array().unwrap();
        values.iter().any(|it| wildcard(it.as_str().unwrap(), path))
    })?;
    let rewrite = &rule["Transforms"][0]["UrlRewriteConfig"]["Rewrites"][0];
    assert_eq!((&rewrite["Regex"], &rewrite["Replace"]), (&json!("^/live(/.*)$"), &json!("$1")));
    let group = rule["Actions"][0]["TargetGroupArn"]["Ref"].as_str().unwrap();
    let services = clinic.all_of(APPLICATION, "AWS::ECS::Service");
    let of_group = |it: &&Value| it["LoadBalancers"][0]["TargetGroupArn"]["Ref"] == group;
    let service = services.iter().find(of_group).unwrap();
    let arrived = path.strip_prefix("/live").filter(|it| it.starts_with('/')).unwrap_or(path);
    Some((plain(&service["LoadBalancers"][0]["ContainerName"]), arrived.to_owned()))
}

/// Whether a path fits a pattern of a load balancer, in which `*` stands for any text.
fn wildcard(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((before, after)) => path.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices().map(|(at, _)| &rest[at..]).chain([""]).any(|rest| wildcard(after, rest))
        }),
    }
}

#[test]
fn every_public_route_is_a_method_of_the_api_at_each_of_its_paths_and_nothing_else_is() {
    for clinic in Clinic::all() {
        let expected: BTreeSet<(String, String)> = public(routes::ALL)
            .chain(public(process_routes::ALL))
            .filter(|(_, path)| !path.ends_with('/'))
            .map(|(route, path)| (route.method.to_string(), path.replace("{*file}", "{file+}")))
            .collect();
        let found: BTreeSet<_> = methods(&clinic).into_keys().collect();
        assert_eq!(found, expected, "{}", clinic.called());
    }
}

#[test]
fn every_route_of_a_service_with_tasks_comes_through_the_link_and_the_rules_to_that_service() {
    for clinic in Clinic::all() {
        let methods = methods(&clinic);
        for (route, path) in public(routes::ALL).filter(|(it, _)| it.service.is_some_and(Service::is_task)) {
            let integration = &methods[&(route.method.to_string(), path.to_owned())]["Integration"];
            assert_eq!(integration["Type"], "HTTP_PROXY");
            assert_eq!(integration["ConnectionType"], "VPC_LINK");
            assert_eq!(integration["IntegrationHttpMethod"], route.method.as_str());
            assert!(integration["IntegrationTarget"].is_object(), "{route:?}");
            let uri = plain(&integration["Uri"]);
            assert!(uri.starts_with("http://") && uri.ends_with(&format!(":80{path}")), "{uri}");
            assert_eq!(
                integration["RequestParameters"]["integration.request.header.Accept-Encoding"],
                "'identity'"
            );
            // Each parameter of the path goes along.
            let named = path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'));
            for name in named {
                let to = format!("integration.request.path.{name}");
                assert_eq!(integration["RequestParameters"][to], format!("method.request.path.{name}"));
            }
            let program = route.service.unwrap().program().to_owned();
            let real = path.replace(['{', '}'], "");
            for came in [real.clone(), format!("/live{real}")] {
                assert_eq!(answered_by(&clinic, &came), Some((program.clone(), real.clone())), "{came}");
            }
        }
        for other in
            ["/live/internal/visits/pets/1", "/live/actuator/env", "/live/health", "/live/api/genai/chat"]
        {
            assert_eq!(answered_by(&clinic, other), None, "{other}");
        }
    }
}

#[test]
fn every_route_of_a_function_goes_to_it_for_a_stream_and_api_gateway_may_call_it() {
    let clinic = Clinic::of("dev");
    let methods = methods(&clinic);
    let of_functions = || public(routes::ALL).filter(|(it, _)| it.service.is_some_and(|it| !it.is_task()));
    for (route, path) in of_functions() {
        let integration = &methods[&(route.method.to_string(), path.to_owned())]["Integration"];
        assert_eq!(
            (&integration["Type"], &integration["IntegrationHttpMethod"]),
            (&json!("AWS_PROXY"), &json!("POST"))
        );
        assert_eq!(
            (&integration["ResponseTransferMode"], &integration["TimeoutInMillis"]),
            (&json!("STREAM"), &json!(29_000))
        );
        assert!(plain(&integration["Uri"]).ends_with("/response-streaming-invocations"), "{route:?}");
    }
    let permissions = clinic.everywhere("AWS::Lambda::Permission");
    let from_api = permissions.iter().filter(|it| it["Principal"] == "apigateway.amazonaws.com");
    assert_eq!(from_api.count(), of_functions().count());
    // The function is told to stream by its parameter; both follow the setting.
    let streaming = |clinic: &Clinic| {
        let parameters = clinic.all_of("04-parameter-store", "AWS::SSM::Parameter");
        let is_it = |it: &&Value| plain(&it["Name"]).ends_with("/assistant.streaming");
        plain(&parameters.iter().find(is_it).unwrap()["Value"])
    };
    assert_eq!(streaming(&clinic), "true");
    let mut environment = clinic.environment;
    environment.settings.set(None, Assistant::STREAMING, "false");
    let clinic = Clinic::with(environment);
    assert_eq!(streaming(&clinic), "false");
    let chat =
        self::methods(&clinic)[&("POST".to_owned(), "/api/genai/chat".to_owned())]["Integration"].clone();
    assert!(
        chat["ResponseTransferMode"].is_null() && plain(&chat["Uri"]).ends_with("/invocations"),
        "{chat}"
    );
}

#[test]
fn api_gateway_waits_a_little_longer_than_the_service_takes_and_for_streams_as_long_as_it_can() {
    let mut environment = Environment::preset("dev").unwrap();
    environment.settings.set(Some(Service::Vets), Server::REQUEST_TIMEOUT, "10s");
    let methods = methods(&Clinic::with(environment));
    let timeout = |verb: &str, path: &str| {
        methods[&(verb.to_owned(), path.to_owned())]["Integration"]["TimeoutInMillis"].clone()
    };
    assert_eq!(timeout("GET", "/api/vets/vets"), 11_000);
    assert_eq!(timeout("GET", "/api/customers/owners"), 6_000);
    for (route, path) in public(routes::ALL).filter(|(it, _)| it.is_streamed) {
        let integration = &methods[&(route.method.to_string(), path.to_owned())]["Integration"];
        assert_eq!(integration["ResponseTransferMode"], "STREAM", "{path}");
    }
}

#[test]
fn every_route_is_checked_as_openapi_describes_it() {
    let clinic = Clinic::of("dev");
    let methods = methods(&clinic);
    let models = clinic.of_type(API, "AWS::ApiGateway::Model");
    let document = openapi::document();
    for (route, path) in public(routes::ALL) {
        let method = &methods[&(route.method.to_string(), path.to_owned())];
        let operation = &document["paths"][path][route.method.as_str().to_lowercase()];
        assert_eq!(method["OperationName"], operation["operationId"], "{path}");
        let described = operation["parameters"].as_array().into_iter().flatten().map(|it| {
            let place = if it["in"] == "query" { "querystring" } else { it["in"].as_str().unwrap() };
            (format!("method.request.{place}.{}", it["name"].as_str().unwrap()), it["required"].clone())
        });
        let described: BTreeMap<String, Value> = described.collect();
        let checked = method["RequestParameters"].as_object().cloned().unwrap_or_default();
        assert_eq!(checked.into_iter().collect::<BTreeMap<_, _>>(), described, "{path}");
        let model = method["RequestModels"]["application/json"]["Ref"].as_str();
        assert_eq!(model.is_some(), route.takes == Media::Json, "{route:?}");
        let beyond_path = described.keys().any(|it| !it.contains(".path."));
        assert_eq!(method["RequestValidatorId"].is_object(), beyond_path || model.is_some(), "{path}");
        if let Some(model) = model {
            let reference = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let name = &models[model]["Properties"]["Name"];
            assert_eq!(reference, &json!(format!("#/components/schemas/{}", plain(name))));
        }
    }
}

#[test]
fn pages_of_the_site_may_call_every_path_where_the_site_has_another_origin() {
    let mut environment = Environment::preset("dev").unwrap();
    environment.settings.set(None, Server::SITE_ORIGIN, "https://clinic.example");
    let clinic = Clinic::with(environment);
    let methods = methods(&clinic);
    for (_, path) in public(routes::ALL) {
        let options = &methods[&("OPTIONS".to_owned(), path.to_owned())];
        let headers = &options["Integration"]["IntegrationResponses"][0]["ResponseParameters"];
        assert_eq!(headers["method.response.header.Access-Control-Allow-Origin"], "'https://clinic.example'");
        let allowed = plain(&headers["method.response.header.Access-Control-Allow-Headers"]);
        assert!(
            ["Content-Type", "If-Match", "Idempotency-Key"].iter().all(|it| allowed.contains(it)),
            "{allowed}"
        );
    }
    assert!(clinic.findings().is_empty(), "{:#?}", clinic.findings());
}

#[test]
fn the_stage_is_throttled_traced_and_logged_and_refuses_as_services_do() {
    for clinic in Clinic::all() {
        let stage = &clinic.all_of(API, "AWS::ApiGateway::Stage")[0];
        assert_eq!((&stage["StageName"], &stage["TracingEnabled"]), (&json!("live"), &json!(true)));
        assert!(stage["AccessLogSetting"]["DestinationArn"].is_object());
        let all = &stage["MethodSettings"][0];
        assert_eq!((&all["ThrottlingRateLimit"], &all["ThrottlingBurstLimit"]), (&json!(1000), &json!(2000)));
        // Bodies of requests are people's data.
        assert_eq!((&all["LoggingLevel"], &all["DataTraceEnabled"]), (&json!("ERROR"), &json!(false)));
        let answers = clinic.all_of(API, "AWS::ApiGateway::GatewayResponse");
        assert!(answers.len() > 10);
        for answer in &answers {
            let body = answer["ResponseTemplates"]["application/json"].as_str().unwrap();
            let body = body.replace("$context.error.messageString", "\"why\"");
            let problem: contract::problem::Problem = serde_json::from_str(&body).unwrap();
            assert_eq!(answer["StatusCode"], problem.status.to_string());
        }
    }
}

#[test]
fn the_api_has_a_name_under_the_domain_and_calls_the_load_balancer_by_tls() {
    let mut environment = Environment::preset("prod").unwrap();
    environment.domain = Some(domain());
    let clinic = Clinic::with(environment);
    let name = &clinic.all_of(API, "AWS::ApiGateway::DomainName")[0];
    assert_eq!(
        (&name["DomainName"], &name["SecurityPolicy"]),
        (&json!("api.clinic.example"), &json!("TLS_1_2"))
    );
    assert_eq!(clinic.all_of(API, "AWS::Route53::RecordSet").len(), 2);
    let vets = &methods(&clinic)[&("GET".to_owned(), "/api/vets/vets".to_owned())]["Integration"];
    assert_eq!(vets["Uri"], "https://clinic.example:443/api/vets/vets");
    assert!(clinic.findings().is_empty(), "{:#?}", clinic.findings());
}
