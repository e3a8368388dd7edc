use cdk::constructs::{
    Alarm, AlarmHandle, CompositeAlarm, Dashboard, LogGroup, Metric, MetricFilter, Queue, Topic, Widget,
};
use serde_json::{Value, json};

use super::{found, id_of, of_type, only, stack, template};

#[test]
fn an_alarm_watches_a_metric_with_its_dimensions_and_tells_a_topic() {
    let (app, stack) = stack();
    let people = stack.add("People", Topic::for_alarms());
    let metric = Metric::new("App", "Orders").dimension("Shop", "north").statistic("p95").every(120);
    stack.add("Few", Alarm::below(metric, 3).for_periods(5).when_any(3).notify(&people).description("few"));
    let template = template(&app);
    let alarm = only(&template, "AWS::CloudWatch::Alarm");
    assert_eq!(
        alarm["Properties"],
        json!({
            "AlarmActions": [{"Ref": id_of(&template, "AWS::SNS::Topic")}],
            "AlarmDescription": "few",
            "ComparisonOperator": "LessThanThreshold",
            "DatapointsToAlarm": 3,
            "Dimensions": [{"Name": "Shop", "Value": "north"}],
            "EvaluationPeriods": 5,
            "ExtendedStatistic": "p95",
            "MetricName": "Orders",
            "Namespace": "App",
            "Period": 120,
            "Threshold": 3,
            "TreatMissingData": "breaching",
        })
    );
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_topic_that_cloudwatch_cannot_publish_to_is_named() {
    let (app, stack) = stack();
    let people = stack.add("People", Topic::new());
    stack.add("Any", Alarm::above(Metric::new("App", "Errors"), 0).notify(&people));
    let synthesis = app.synth().unwrap();
    let message = &synthesis.root.stacks["S"].annotations["S/Any"][0].message;
    assert!(message.contains("S/People"), "{message}");
}

#[test]
fn a_topic_takes_alarms_of_the_account_or_only_those_with_certain_names() {
    let sources = |people: Topic| {
        let (app, stack) = stack();
        let people = stack.add("People", people);
        stack.add("Any", Alarm::above(Metric::new("App", "Errors"), 0).notify(&people));
        assert_eq!(found(&app), Vec::<String>::new());
        let template = template(&app);
        let policy = only(&template, "AWS::SNS::TopicPolicy");
        let condition = policy["Properties"]["PolicyDocument"]["Statement"][1]["Condition"].clone();
        assert_eq!(condition["StringEquals"], json!({"aws:SourceAccount": {"Ref": "AWS::AccountId"}}));
        condition["ArnLike"]["aws:SourceArn"].to_string()
    };
    assert_eq!(sources(Topic::for_alarms()), "null");
    let shop = sources(Topic::for_alarms().alarms_named("shop-*"));
    assert!(shop.ends_with("\":alarm:shop-*\"]]}"), "{shop}");
}

#[test]
fn a_formula_names_its_metrics() {
    let (app, stack) = stack();
    let orders = stack.add("Orders", Queue::new());
    let share = Metric::formula(
        "100 * late / all",
        [("late", orders.age_of_oldest_message()), ("all", orders.messages_visible())],
    );
    stack.add("Share", Alarm::above(share, 10));
    let queries = only(&template(&app), "AWS::CloudWatch::Alarm")["Properties"]["Metrics"].clone();
    let ids: Vec<&Value> = queries.as_array().unwrap().iter().map(|query| &query["Id"]).collect();
    assert_eq!(ids, ["result", "late", "all"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_dashboard_shares_its_rows_among_widgets() {
    let (app, stack) = stack();
    let orders = stack.add("Orders", Queue::new().without_dead_letters());
    let alarm = stack.add("Old", Alarm::above(orders.age_of_oldest_message(), 60));
    let graph = Widget::graph("Waiting", [orders.messages_visible().label("visible").color("#1f77b4")])
        .right([orders.age_of_oldest_message()])
        .stacked();
    stack.add(
        "Dashboard",
        Dashboard::new().row([Widget::text("# Orders").width(24)]).row([
            graph,
            Widget::number("Now", [orders.messages_visible()]),
            Widget::alarms("Alarms", [&alarm]),
        ]),
    );
    let dashboard = of_type(&template(&app), "AWS::CloudWatch::Dashboard").remove(0).1;
    insta::assert_json_snapshot!(dashboard["Properties"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_row_that_is_too_wide_is_a_mistake() {
    let (app, stack) = stack();
    stack.add("Dashboard", Dashboard::new().row([Widget::text("a").width(20), Widget::text("b").width(5)]));
    assert!(app.synth().unwrap_err().to_string().contains("wider than 24 columns"));
}

#[test]
fn a_composite_alarm_goes_off_when_several_do_at_once() {
    let (app, stack) = stack();
    let alarm = |id: &str| stack.add(id, Alarm::above(Metric::new("App", id), 0));
    let (late, now, lost) = (alarm("Late"), alarm("Now"), alarm("Lost"));
    stack.add("Burns", CompositeAlarm::all([&late, &now]).or(&lost).or_all([&now, &lost]));
    let template = template(&app);
    let rule = only(&template, "AWS::CloudWatch::CompositeAlarm")["Properties"]["AlarmRule"].clone();
    let parts = rule["Fn::Join"][1].as_array().unwrap().iter();
    let rule: String = parts
        .map(|it| it.as_str().or(it["Fn::GetAtt"][0].as_str().and_then(|it| it.get(..3))).unwrap())
        .collect();
    assert_eq!(rule, r#"(ALARM("Lat") AND ALARM("Now")) OR ALARM("Los") OR (ALARM("Now") AND ALARM("Los"))"#);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_composite_alarm_speaks_for_others_unless_its_cause_speaks_already() {
    let (app, stack) = stack();
    let people = stack.add("People", Topic::for_alarms());
    let alarm = |id: &str| stack.add(id, Alarm::above(Metric::new("App", id), 0));
    let (late, lost, down) = (alarm("Late"), alarm("Lost"), alarm("Down"));
    let cause = stack.add("Database", CompositeAlarm::any([&down]));
    let shop = CompositeAlarm::any([&late, &lost]).silent_while(&cause);
    stack.add("Shop", shop.name("shop").description("orders").notify(&people).notify_when_well(&people));
    let template = template(&app);
    let alarms = of_type(&template, "AWS::CloudWatch::CompositeAlarm");
    let properties = |id: &str| {
        let found = alarms.iter().find(|(known, _)| known.starts_with(id)).unwrap();
        found.1["Properties"].clone()
    };
    let arn_of = |id: &str| {
        let ids = template["Resources"].as_object().unwrap().keys();
        json!({"Fn::GetAtt": [ids.clone().find(|it| it.starts_with(id)).unwrap(), "Arn"]})
    };
    assert_eq!(
        properties("Shop"),
        json!({
            "ActionsSuppressor": arn_of("Database"),
            "ActionsSuppressorExtensionPeriod": 180,
            "ActionsSuppressorWaitPeriod": 120,
            "AlarmActions": [{"Ref": id_of(&template, "AWS::SNS::Topic")}],
            "AlarmDescription": "orders",
            "AlarmName": "shop",
            "AlarmRule": {"Fn::Join": ["", ["ALARM(\"", arn_of("Late"), "\") OR ALARM(\"", arn_of("Lost"), "\")"]]},
            "OKActions": [{"Ref": id_of(&template, "AWS::SNS::Topic")}],
        })
    );
    assert_eq!(properties("Database")["AlarmActions"], Value::Null);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_composite_alarm_of_nothing_is_a_mistake() {
    let (app, stack) = stack();
    stack.add("Nothing", CompositeAlarm::any::<AlarmHandle>([]));
    assert!(app.synth().unwrap_err().to_string().contains("of 1 to 100 alarms"));
}

#[test]
fn lines_of_a_log_become_a_metric_of_which_silence_is_zero() {
    let (app, stack) = stack();
    let log = stack.add("Log", LogGroup::new());
    let filter = MetricFilter::of(log.log_group_name(), "{ $.level = \"ERROR\" }", ("App", "Errors"));
    let errors = stack.add("Errors", filter);
    stack.add("Failing", Alarm::at_least(errors, 1));
    let template = template(&app);
    let made = only(&template, "AWS::Logs::MetricFilter")["Properties"]["MetricTransformations"].clone();
    let expected =
        json!([{"DefaultValue": 0, "MetricName": "Errors", "MetricNamespace": "App", "MetricValue": "1"}]);
    assert_eq!(made, expected);
    let alarm = only(&template, "AWS::CloudWatch::Alarm")["Properties"].clone();
    assert_eq!((&alarm["MetricName"], &alarm["Statistic"]), (&json!("Errors"), &json!("Sum")));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_widget_of_logs_names_its_groups_and_any_widget_its_region() {
    let (app, stack) = stack();
    let log = Widget::logs("Errors", ["/a", "/b"], "filter level = \"ERROR\"");
    let graph = Widget::graph("Requests", [Metric::new("AWS/CloudFront", "Requests")]).region("us-east-1");
    stack.add("Dashboard", Dashboard::new().row([log, graph]));
    let body = only(&template(&app), "AWS::CloudWatch::Dashboard")["Properties"]["DashboardBody"].to_string();
    assert!(body.contains("SOURCE '/a' | SOURCE '/b' | filter level = "), "{body}");
    assert!(
        body.contains(r#"\\\"region\\\":\\\"us-east-1\\\""#) || body.contains(r#"\"region\":\"us-east-1\""#),
        "{body}"
    );
    assert_eq!(found(&app), Vec::<String>::new());
}
