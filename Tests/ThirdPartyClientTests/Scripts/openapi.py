"""Checks an OpenAPI document, version 2 or 3, from standard input."""
import json
import sys

from openapi_spec_validator import validate

document = json.load(sys.stdin)
validate(document)
print(f"valid, {len(document['paths'])} paths")
