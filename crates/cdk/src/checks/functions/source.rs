//! Event source mappings.

use super::super::model::{Model, Resource};
use super::super::report::Report;
use super::super::rules;
use super::FUNCTION;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for mapping in model.of("AWS::Lambda::EventSourceMapping") {
        let Some((source, _)) = mapping.at("EventSourceArn").and_then(|arn| model.target(mapping, arn))
        else {
            continue;
        };
        match source.type_name {
            "AWS::SQS::Queue" => queue(model, mapping, source, report),
            "AWS::Kinesis::Stream"
            | "AWS::DynamoDB::Table"
            | "AWS::DynamoDB::GlobalTable"
            | "AWS::MSK::Cluster"
                if !mapping.has("StartingPosition") =>
            {
                let message = format!("where to start reading {} is not set", source.path);
                report.add(rules::STARTING_POSITION, mapping, "", message);
            }
            _ => {}
        }
    }
}

fn queue<'a>(model: &Model<'a>, mapping: Resource<'a>, queue: Resource<'a>, report: &mut Report) {
    let function = model.linked(mapping, "FunctionName").filter(|it| it.type_name == FUNCTION);
    let visibility = queue.whole_or("VisibilityTimeout", 30);
    let timeout = function.and_then(|it| it.whole_or("Timeout", 3));
    if let (Some(function), Some(visibility), Some(timeout)) = (function, visibility, timeout)
        && visibility < timeout
    {
        let message = format!(
            "messages of {} become visible again after {visibility} s, and {} may take {timeout} s",
            queue.path, function.path
        );
        report.add(rules::QUEUE_TIMEOUT, mapping, "EventSourceArn", message);
    }
    if let Some(batch) = mapping.whole("BatchSize").filter(|batch| *batch > 10)
        && !mapping.has("MaximumBatchingWindowInSeconds")
    {
        let message = format!("a batch of {batch} messages needs time to be collected");
        report.add(rules::BATCH_WINDOW, mapping, "BatchSize", message);
    }
}
