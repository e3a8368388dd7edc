"""The way of a notice: from an alarm to a topic, and from there to a function.

Each step is judged by the policy of where it leads.
"""

from ministack.services import cloudwatch, kms, lambda_svc, sns

from . import sessions


def may_publish(topic, alarm):
    """Raises unless the topic and its key let CloudWatch publish for an alarm."""
    attributes = sns._topic_by_arn_any_scope(topic)["attributes"]
    sessions.require_policy(attributes["Policy"], "cloudwatch.amazonaws.com", "sns:Publish", topic, alarm)
    key = attributes.get("KmsMasterKeyId")
    if key:
        document = kms._keys[key.rsplit("/", 1)[-1]]["Policy"]
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            sessions.require_policy(document, "cloudwatch.amazonaws.com", action, key, alarm)


def may_call(function, service, source):
    """Raises unless a function lets a service call it for a resource."""
    record, _, _ = lambda_svc._get_func_record_for_ref(function)
    sessions.require_policy(record["policy"], service, "lambda:InvokeFunction", function, source)


def install():
    dispatch, deliver = cloudwatch._dispatch_alarm_actions, sns._deliver_to_lambda

    def dispatch_alarm_actions(alarm, old, new, *rest):
        for action in alarm.get({"ALARM": "AlarmActions", "OK": "OKActions"}.get(new), []):
            may_publish(action, alarm["AlarmArn"])
        return dispatch(alarm, old, new, *rest)

    def deliver_to_lambda(function, envelope, topic, *rest):
        may_call(function, "sns.amazonaws.com", topic)
        return deliver(function, envelope, topic, *rest)

    cloudwatch._dispatch_alarm_actions = dispatch_alarm_actions
    sns._deliver_to_lambda = deliver_to_lambda
