"""What the environment says.

ministack reads further variables: BIND_HOST, GATEWAY_PORT, MINISTACK_ACCOUNT_ID, MINISTACK_REGION, AUTH.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

PORT = int(os.environ["GATEWAY_PORT"])
URL = f"http://127.0.0.1:{PORT}"
# The folder of AWS's resource types, as `crates/cdk` keeps them.
SCHEMAS = Path(os.environ["ACCOUNT_SCHEMAS"])
# A folder with a program `{repository}/{tag}` for each image in the account's registry.
IMAGES = Path(os.environ["ACCOUNT_IMAGES"])
# The database that stands for each cluster, with its root user: mysql://root@127.0.0.1:PORT
DATABASE = urlsplit(os.environ["ACCOUNT_DATABASE"])
# Where Bedrock's runtime is answered for, once the caller is found to be permitted.
MODELS = os.environ["ACCOUNT_MODELS"]
