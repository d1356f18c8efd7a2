"""Grades notebooks from outside the student's kernel: a check can only ask, and judges the plain data it gets."""

import sys

# As if it were not installed: jsonschema, which nbformat needs, would compile a grammar of web addresses with it, for
# one to three seconds of every command and worker. Notebooks have no field that is checked for being one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
