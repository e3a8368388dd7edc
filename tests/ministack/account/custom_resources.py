"""The address of CloudFormation's responses is 127.0.0.1: functions send by plain HTTP to loopback addresses only, not to names."""

from ministack.services.cloudformation import custom_resource


def install():
    custom_resource._HOST = "127.0.0.1"
