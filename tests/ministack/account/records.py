"""Resource types that ministack lacks: each gets an id and attributes, as AWS's schema of the type names them, and nothing else."""

import json
import uuid

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import provisioners

from .settings import SCHEMAS


class Record:
    def __init__(self, kind, schema):
        self.kind = kind
        self.schema = json.loads(schema)

    def arn(self, name):
        _, service, kind = self.kind.split("::")
        return f"arn:aws:{service.lower()}:{get_region()}:{get_account_id()}:{kind.lower()}/{name}"

    def attributes(self, id):
        first = (self.schema.get("id") or [""])[0]
        attributes = {}
        for name, kind in self.schema.get("a", {}).items():
            if name.endswith("Arn"):
                value = id if id.startswith("arn:") else self.arn(id)
            elif name in ("Id", first):
                value = id
            else:
                value = f"{id}.{name.lower()}"
            attributes[name] = [value] if kind.startswith("[") else value
        return attributes

    def create(self, logical_id, properties, stack):
        first = (self.schema.get("id") or [""])[0]
        name = f"{stack}-{logical_id}-{uuid.uuid4().hex[:8]}"
        if properties.get(first) and first in self.schema.get("p", {}):
            id = str(properties[first])
        elif first.endswith("Arn"):
            id = self.arn(name)
        else:
            id = name
        return id, self.attributes(id)

    def update(self, id, old, new, stack):
        return id, self.attributes(id)

    def handler(self):
        return {"create": self.create, "update": self.update, "delete": lambda id, properties: None}


def install():
    known = provisioners._RESOURCE_HANDLERS
    for file in SCHEMAS.glob("*.jsonl"):
        for line in file.read_text().splitlines():
            kind, _, schema = line.partition(" ")
            if kind.startswith("AWS::") and kind not in known:
                known[kind] = Record(kind, schema).handler()
