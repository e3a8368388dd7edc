"""How AWS's services act by a role: they get a session of it if its trust policy lets them, and its policies judge what they do."""

import json
import secrets
import time

from ministack.core.iam_evaluator import (
    EvalContext,
    _conditions_met,
    _gather_role_policies,
    _service_principal_matches,
    evaluate,
)
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, sts

HOUR = 3600


def judged(role, action, resource, **keys):
    return EvalContext(
        principal_arn=role,
        principal_type="AssumedRole",
        principal_account=get_account_id(),
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context=keys,
    )


def require_trust(role, service, source):
    """Raises unless the trust policy of a role lets a service act by it for a resource of this account."""
    document = iam._roles[role.rsplit("/", 1)[-1]]["AssumeRolePolicyDocument"]
    if isinstance(document, str):
        document = json.loads(document)
    keys = {"aws:sourcearn": source, "aws:sourceaccount": get_account_id()}
    context = judged(role, "sts:AssumeRole", role, **keys)
    for statement in document["Statement"]:
        is_meant = statement["Effect"] == "Allow" and _service_principal_matches(statement["Principal"], service)
        if is_meant and _conditions_met(statement.get("Condition", {}), context):
            return
    raise PermissionError(f"{service} may not act by {role} for {source}")


def require(role, action, resource):
    """Raises unless the policies of a role permit an action."""
    policies = _gather_role_policies(role.rsplit("/", 1)[-1], get_account_id())
    if evaluate(judged(role, action, resource), policies).decision != "Allow":
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
