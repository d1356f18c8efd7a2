"""What a process of ours does before anything else is imported."""

import sys


def skip_grammar() -> None:
    """Makes `import jsonschema`, which nbformat needs, three seconds faster.

    Where `rfc3987_syntax` is installed, jsonschema has it compile a grammar of web addresses. Notebooks have no field
    that is checked for being one, so it is hidden.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
