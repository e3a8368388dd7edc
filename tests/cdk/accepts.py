"""Prints where files differ from what a JSON schema asks for: accepts.py SCHEMA FILE.."""

import json
import pathlib
import sys

from jsonschema import Draft7Validator

schema, *files = map(pathlib.Path, sys.argv[1:])
validator = Draft7Validator(json.loads(schema.read_text()))
for file in files:
    for it in validator.iter_errors(json.loads(file.read_text())):
        print(f"{file}: {it.json_path}: {it.message}")
