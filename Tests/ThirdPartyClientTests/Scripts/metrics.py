"""Reads Prometheus' text format from standard input and prints each family with its type."""
import sys

from prometheus_client.parser import text_string_to_metric_families

for family in text_string_to_metric_families(sys.stdin.read()):
    assert family.documentation, family
    for sample in family.samples:
        assert isinstance(sample.value, (int, float)), sample
        if family.type == "counter":
            assert sample.name.endswith("_total") or sample.name.endswith("_created"), sample
    print(family.name, family.type)
