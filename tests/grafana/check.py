"""Reads dashboards by Grafana's own model and prints what the model does not know or would change."""

import json
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard


def lost(given, kept, path):
    """Every value of `given` that `kept` lacks or has differently, with its path."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            yield from lost(value, kept.get(key), f"{path}.{key}")
    elif isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        for index, (one, other) in enumerate(zip(given, kept)):
            yield from lost(one, other, f"{path}[{index}]")
    elif given != kept:
        yield f"{path}: {given!r} became {kept!r}"


register_default_plugins()
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        given = json.load(file)
    kept = json.loads(json.dumps(Dashboard.from_json(given), cls=JSONEncoder))
    for line in lost(given, kept, ""):
        print(f"{name}{line}")
