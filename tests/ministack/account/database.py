"""Each Aurora cluster is the one database of this account: it gets the cluster's administrator, who may connect by TLS only."""

import subprocess

from ministack.services import rds

from .provisioning import handle, known
from .settings import DATABASE

KIND = "AWS::RDS::DBCluster"


def run(statements):
    client = ["mariadb", "--no-defaults", "--protocol=tcp", f"--host={DATABASE.hostname}", f"--port={DATABASE.port}"]
    subprocess.run([*client, f"--user={DATABASE.username}"], input=statements, text=True, check=True)


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def administered_by(name, password):
    user = f"{quoted(name)}@'%'"
    run(
        f"create or replace user {user} identified by {quoted(password)} require ssl;"
        f"grant all on *.* to {user} with grant option;"
    )


def install():
    before = known(KIND)

    def placed(id, attributes):
        cluster = rds._clusters[id]
        cluster["Endpoint"] = cluster["ReaderEndpoint"] = DATABASE.hostname
        cluster["Port"] = DATABASE.port
        address = {"Endpoint.Address": DATABASE.hostname, "ReadEndpoint.Address": DATABASE.hostname}
        return id, {**attributes, **address, "Endpoint.Port": str(DATABASE.port)}

    def create(logical_id, properties, stack):
        administered_by(properties["MasterUsername"], properties["MasterUserPassword"])
        return placed(*before["create"](logical_id, properties, stack))

    def update(id, old, new, stack, logical_id=None):
        return placed(*before["update"](id, old, new, stack, logical_id))

    handle(KIND, create=create, update=update)
