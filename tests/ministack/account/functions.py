"""Functions act by a role that lets Lambda do so, and that lets their output be logged."""

from ministack.core import lambda_runtime
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc

from . import sessions


def install():
    before = lambda_runtime.execution_credentials

    def execution_credentials(config):
        role, function = config["Role"], config["FunctionArn"]
        sessions.require_trust(role, "lambda.amazonaws.com", function)
        group = config.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{config['FunctionName']}"
        log = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}:log-stream:any"
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            sessions.require(role, action, log)
        return before(config)

    lambda_runtime.execution_credentials = execution_credentials
    lambda_svc.execution_credentials = execution_credentials
