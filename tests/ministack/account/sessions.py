"""How AWS's services act by a role: they get a session of it if its trust policy lets them, and its policies judge what they do."""

import secrets
import time

from ministack.core.iam_evaluator import EvalContext, _gather_role_policies, evaluate, evaluate_resource_policy
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, sts

HOUR = 3600


def context(principal, action, resource, **keys):
    return EvalContext(
        principal_arn=principal,
        principal_type="AssumedRole",
        principal_account=get_account_id(),
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context=keys,
    )


def require_policy(document, service, action, resource, source):
    """Raises unless a resource's policy lets one of AWS's services do this for another resource of this account."""
    keys = {"aws:sourcearn": source, "aws:sourceaccount": get_account_id()}
    decided = evaluate_resource_policy(document, context("*", action, resource, **keys), service=service)
    if decided.decision != "Allow":
        raise PermissionError(f"{service} may not do {action} on {resource} for {source}")


def require_trust(role, service, source):
    """Raises unless the trust policy of a role lets a service act by it for a resource of this account."""
    document = iam._roles[role.rsplit("/", 1)[-1]]["AssumeRolePolicyDocument"]
    require_policy(document, service, "sts:AssumeRole", "*", source)


def require(role, action, resource):
    """Raises unless the policies of a role permit an action."""
    policies = _gather_role_policies(role.rsplit("/", 1)[-1], get_account_id())
    if evaluate(context(role, action, resource), policies).decision != "Allow":
        raise PermissionError(f"{role} may not do {action} on {resource}")


def opened(role, name):
    """The credentials of a new session of a role."""
    access_key = "ASIA" + secrets.token_hex(8).upper()
    secret, token = secrets.token_hex(20), secrets.token_hex(32)
    ends = time.time() + HOUR
    arn, refused = sts._assumed_role_arn(role, name)
    if refused:
        raise ValueError(role)
    session = {
        "Arn": arn,
        "UserId": f"{sts._role_id(role)}:{name}",
        "SecretAccessKey": secret,
        "SessionToken": token,
        "Expiration": ends,
        "AccountId": get_account_id(),
        "PrincipalType": "AssumedRole",
    }
    sts.register_session(access_key, session)
    return {
        "RoleArn": role,
        "AccessKeyId": access_key,
        "SecretAccessKey": secret,
        "Token": token,
        "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ends)),
    }
