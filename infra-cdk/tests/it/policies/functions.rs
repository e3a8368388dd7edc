//! Permissions to call functions: the API's own methods, and the topics of alarms.

use contract::service::Service;
use infra_cdk::edge::public_paths;

use super::cases::Cases;
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};
use super::topics;

pub(super) fn cases(names: &Names<'_>, name: &str) -> Option<Cases> {
    match name {
        "06-lambda-genai/Function-genai" => Some(assistant(names, name)),
        "12-notification/Notifier" => Some(notifier(names, name)),
        _ => None,
    }
}

fn called(names: &Names<'_>, name: &str, by: &str, source: &str) -> Request {
    Request::of("lambda:InvokeFunction", names.arn(name)).by(by).with("aws:SourceArn", source)
}

fn assistant(names: &Names<'_>, name: &str) -> Cases {
    let (stack, id, _) = names.resources().find(|it| it.2["Type"] == "AWS::ApiGateway::RestApi").unwrap();
    let api = names.attribute(stack, id, "Ref");
    let region = &names.clinic.environment.region;
    let call = |source: &str| {
        let source = format!("arn:aws:execute-api:{region}:{ACCOUNT}:{source}");
        called(names, name, "apigateway.amazonaws.com", &source)
    };
    let paths = || public_paths().filter(|it| it.service == Service::Genai);
    let needed = paths().map(|it| {
        let path = it.gateway_path().replace(['{', '}'], "");
        call(&format!("{api}/live/{}{path}", it.route.method))
    });
    let sensitive = paths().flat_map(|it| {
        let path = it.gateway_path();
        // Another API, another stage, and a method that there is not.
        [
            format!("another/live/{}{path}", it.route.method),
            format!("{api}/test/{}{path}", it.route.method),
            format!("{api}/live/PATCH{path}"),
        ]
    });
    Cases::of_resource(needed.collect()).and_refuses(sensitive.map(|it| call(&it)).collect::<Vec<_>>())
}

fn notifier(names: &Names<'_>, name: &str) -> Cases {
    let topics = topics::of_notifier(names).into_iter().chain(["11-frontend/Alarms"]);
    let topics: Vec<String> = topics.map(|it| names.arn(it)).collect();
    let call = |topic: &str| called(names, name, "sns.amazonaws.com", topic);
    let others = topics.iter().map(|it| call(&format!("{it}-2"))).collect::<Vec<_>>();
    Cases::of_resource(topics.iter().map(|it| call(it)).collect()).and_refuses(others)
}
