"""Attributes that moto's models of resources lack, and what its load balancers refuse though AWS would not."""

from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel
from moto.elb.exceptions import CertificateNotFoundException
from moto.elbv2 import models

LOAD_BALANCER = {
    "CanonicalHostedZoneID": lambda it: it.canonical_hosted_zone_id,
    "DNSName": lambda it: it.dns_name,
    "LoadBalancerArn": lambda it: it.arn,
    "LoadBalancerFullName": lambda it: it.arn.split(":loadbalancer/")[1],
    "LoadBalancerName": lambda it: it.name,
    "SecurityGroups": lambda it: it.security_groups,
}
TARGET_GROUP = {
    "LoadBalancerArns": lambda it: it.load_balancer_arns,
    "TargetGroupArn": lambda it: it.arn,
    "TargetGroupFullName": lambda it: it.arn.split(":")[-1],
    "TargetGroupName": lambda it: it.name,
}
LISTENER = {"ListenerArn": lambda it: it.arn}
RULE = {"IsDefault": lambda it: it.is_default, "RuleArn": lambda it: it.arn}


def install():
    answer(models.FakeLoadBalancer, LOAD_BALANCER)
    answer(models.FakeTargetGroup, TARGET_GROUP)
    answer(models.FakeListener, LISTENER)
    answer(models.FakeListenerRule, RULE)
    # Many a model has no attributes at all.
    CloudFormationModel.get_cfn_attribute = by_name
    take_any_certificate()


def answer(model, attributes):
    def get_cfn_attribute(self, name):
        if name not in attributes:
            raise parsing.UnformattedGetAttTemplateException()
        return attributes[name](self)

    model.has_cfn_attr = classmethod(lambda _model, name: name in attributes)
    model.get_cfn_attribute = get_cfn_attribute


def by_name(self, name):
    resource = self.physical_resource_id
    kind = self.cloudformation_type().split("::")[-1]
    is_its_arn = name.endswith("Arn") and str(resource).startswith("arn:")
    return resource if is_its_arn or name in ("Id", f"{kind}Id") else f"{resource}.{name.lower()}"


def take_any_certificate():
    """Certificates are not made by moto here, or are of another stack or account."""
    register = models.register_certificate

    def register_certificate(**options):
        try:
            register(**options)
        except CertificateNotFoundException:
            pass

    models.register_certificate = register_certificate
    models.ELBv2Backend._certificate_exists = lambda _self, certificate_arn: True
