"""A client of this server, with the rights of the account's root user."""

import botocore.session
from botocore.config import Config
from ministack.core.responses import get_account_id, get_region

from .settings import URL

SESSION = botocore.session.Session()


def api(service, region=None):
    return SESSION.create_client(
        service,
        region_name=region or get_region(),
        endpoint_url=URL,
        aws_access_key_id=get_account_id(),
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 1}),
    )
