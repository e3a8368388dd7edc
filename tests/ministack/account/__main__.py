"""Serves: python -m account"""

from ministack import app

from . import (
    alarms,
    containers,
    custom_resources,
    database,
    functions,
    gateway,
    logs,
    models,
    notices,
    permissions,
    provisioning,
    records,
    secrets,
    services,
)

# What can be deployed.
for part in (records, provisioning, alarms, secrets, logs, custom_resources, database):
    part.install()
# What runs once it is deployed.
for part in (permissions, models, gateway, functions, notices, containers, services):
    part.install()
app.main()
