"""Calls an operation of the account: python ask.py SERVICE OPERATION [ROLE] < PARAMETERS

Operations are called as botocore does. With the ARN of a role, the call is made with a session of it. Prints the answer, or
`{"refused": CODE}`.
"""

import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

SESSION = botocore.session.Session()


def client(service, region, given=None):
    credentials = given and {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    config = Config(retries={"max_attempts": 1}, inject_host_prefix=False)
    return SESSION.create_client(service, region_name=region, config=config, **(credentials or {}))


def main(service, operation, role=None):
    parameters = json.load(sys.stdin)
    region = parameters.pop("region", None)
    given = role and client("sts", region).assume_role(RoleArn=role, RoleSessionName="asking")["Credentials"]
    try:
        answer = getattr(client(service, region, given), operation)(**parameters)
    except ClientError as error:
        answer = {"refused": error.response["Error"]["Code"]}
    json.dump(answer, sys.stdout, default=str)


main(*sys.argv[1:])
