"""Alarms on expressions of metrics, and composite alarms: the server has both, but no way to make them by a template. And the
states of alarms on a metric: by its dimensions, and also when data stop coming. Expressions are not evaluated.
"""

import copy
import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

from .api import api
from .provisioning import handle, known

NAMED = ("AlarmDescription", "AlarmActions", "OKActions", "InsufficientDataActions")


def arn(name):
    return {"Arn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"}


def selected(properties, names):
    return {name: properties[name] for name in names if name in properties}


def put_expression(name, properties):
    queries = copy.deepcopy(properties["Metrics"])
    for query in queries:
        if "MetricStat" in query:
            query["MetricStat"]["Period"] = int(query["MetricStat"]["Period"])
    api("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Metrics=queries,
        EvaluationPeriods=int(properties["EvaluationPeriods"]),
        Threshold=float(properties["Threshold"]),
        **selected(properties, (*NAMED, "ComparisonOperator", "TreatMissingData")),
    )
    return name, arn(name)


def put_composite(name, properties):
    # Without the suppressor: the server would not evaluate it.
    api("cloudwatch").put_composite_alarm(
        AlarmName=name, AlarmRule=properties["AlarmRule"], **selected(properties, NAMED)
    )
    return name, arn(name)


BREACHES = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
MISSING = {"notBreaching": False, "breaching": True}


def breaches(alarm, points):
    """Whether a period breaches; `None` if nobody knows."""
    if not points:
        return MISSING.get(alarm["TreatMissingData"])
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    value = cloudwatch._stat_value(cloudwatch._calc_stats(points), statistic, points)
    return None if value is None else BREACHES[alarm["ComparisonOperator"]](value, alarm["Threshold"])


def evaluate(alarm):
    if not alarm.get("MetricName"):
        return
    dimensions = {it["Name"]: it["Value"] for it in alarm.get("Dimensions", [])}
    points = cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(dimensions)), [])
    now, period, periods = time.time(), alarm["Period"], alarm["EvaluationPeriods"]
    found = []
    for back in range(periods):
        within = [it for it in points if back * period <= now - it["Timestamp"] < (back + 1) * period]
        found.append(breaches(alarm, within))
    if found.count(True) >= alarm.get("DatapointsToAlarm", periods):
        become(alarm, "ALARM", f"Threshold Crossed: {found.count(True)} of {periods} periods")
    elif found.count(None) < periods:
        become(alarm, "OK", f"Threshold not crossed: {found.count(True)} of {periods} periods")


def become(alarm, state, reason):
    before = alarm["StateValue"]
    if before == state:
        return
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], before, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def install():
    cloudwatch._evaluate_alarm = evaluate
    single = known("AWS::CloudWatch::Alarm")

    def name_of(logical_id, properties, stack):
        return properties.get("AlarmName") or provisioners._physical_name(stack, logical_id, max_len=255)

    def create(logical_id, properties, stack):
        if properties.get("Metrics"):
            return put_expression(name_of(logical_id, properties, stack), properties)
        return single["create"](logical_id, properties, stack)

    def update(id, old, new, stack, logical_id=None):
        if new.get("Metrics"):
            return put_expression(id, new)
        return single["update"](id, old, new, stack, logical_id)

    handle("AWS::CloudWatch::Alarm", waits=True, create=create, update=update)
    handle(
        "AWS::CloudWatch::CompositeAlarm",
        waits=True,
        create=lambda logical_id, properties, stack: put_composite(name_of(logical_id, properties, stack), properties),
        update=lambda id, old, new, stack: put_composite(id, new),
        delete=lambda id, properties: api("cloudwatch").delete_alarms(AlarmNames=[id]),
    )
