"""`Ref` of a secret is its ARN. ministack gives its name."""

from .provisioning import handle, known

KIND = "AWS::SecretsManager::Secret"


def name(arn):
    return arn.split(":secret:")[1].rsplit("-", 1)[0] if arn.startswith("arn:") else arn


def install():
    before = known(KIND)

    def create(logical_id, properties, stack):
        _, attributes = before["create"](logical_id, properties, stack)
        return attributes["Arn"], attributes

    def update(id, old, new, stack, logical_id=None):
        _, attributes = before["update"](name(id), old, new, stack, logical_id)
        return attributes.get("Arn", id), attributes

    handle(KIND, create=create, update=update, delete=lambda id, properties: before["delete"](name(id), properties))
