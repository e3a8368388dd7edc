"""What the real services authorize on, where ministack asks for something else."""

import contextvars
import json

from ministack import app
from ministack.core import iam_actions, iam_evaluator

# The permissions of Bedrock's operations of conversations.
INVOKES = {
    "bedrock:Converse": "bedrock:InvokeModel",
    "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
}


def install():
    resource, action_of, keys_of = (
        iam_actions.extract_resource_arn,
        iam_actions.extract_iam_action,
        iam_actions.request_tag_context,
    )

    def extract_resource_arn(service, method, path, headers, body, query, region, account):
        if service == "ssm" and iam_actions._action_from_target(headers) == "GetParametersByPath":
            folder = json.loads(body)["Path"].strip("/")
            return f"arn:aws:ssm:{region}:{account}:parameter/{folder}"
        return resource(service, method, path, headers, body, query, region, account)

    def extract_iam_action(service, *arguments, **named):
        action = action_of(service, *arguments, **named)
        return INVOKES.get(action, action)

    def request_tag_context(service, action, body, parameters):
        keys = keys_of(service, action, body, parameters)
        if service == "servicediscovery" and action.split(":")[1].startswith("Discover"):
            asked = json.loads(body)
            keys = {
                **keys,
                "servicediscovery:NamespaceName": asked.get("NamespaceName"),
                "servicediscovery:ServiceName": asked.get("ServiceName"),
            }
        return keys

    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.request_tag_context = request_tag_context

    # To AWS all of this would go by TLS, which policies ask for.
    pin = iam_evaluator.pin_request_origin
    iam_evaluator.pin_request_origin = app.pin_request_origin = lambda address, secure: pin(address, True)
    iam_evaluator._request_origin = contextvars.ContextVar("origin", default=("127.0.0.1", True))
