"""Calls an operation of the account as botocore does: python ask.py SERVICE OPERATION < PARAMETERS

The environment says with whose credentials. Prints the answer, or `{"refused": CODE}`.
"""

import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError


def main(service, operation):
    parameters = json.load(sys.stdin)
    client = botocore.session.Session().create_client(
        service,
        region_name=parameters.pop("region", None),
        config=Config(retries={"max_attempts": 1}, inject_host_prefix=False),
    )
    try:
        answer = getattr(client, operation)(**parameters)
    except ClientError as error:
        answer = {"refused": error.response["Error"]["Code"]}
    json.dump(answer, sys.stdout, default=str)


main(*sys.argv[1:])
