"""Prints what cloudformation-validate finds in templates, from warnings on: findings.py TEMPLATE.."""

import sys

from cloudformation_validate import CompositeEngine, Severity

engine = CompositeEngine()
harmless = {Severity.DEBUG, Severity.INFO}
for template in sys.argv[1:]:
    report = engine.validate_template(template)
    for it in report.diagnostics:
        if it.severity not in harmless:
            where = it.entity.logical_id if it.entity else ""
            print(f"{template}: {it.severity.name} {it.rule_id} {where}: {it.message}")
