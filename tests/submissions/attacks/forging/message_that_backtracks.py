"""Says that it raised an error with a message that takes a pattern hours to read.

must not: hold up the grader
earns: greet, table
says: scale() raised ValueError
"""

# %% scale_code
import base64
import json
import sys

probe = sys.modules["lab_probe"]
honest = probe.answer_in_kernel


def long_winded(question, namespace, max_bytes):
    honest(question, namespace, max_bytes)
    if b'"scale"' in base64.b64decode(question):
        said = {"raised": "ValueError", "message": "{{" * 1000000}
        probe.reply = base64.b64encode(json.dumps(said).encode()).decode()


probe.answer_in_kernel = long_winded
