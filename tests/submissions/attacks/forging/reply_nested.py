"""Replies with JSON nested five thousand deep.

must not: make the grader fail where the answer fails
earns: greet, table
says: readable data
"""

# %% scale_code
import base64
import sys

probe = sys.modules["lab_probe"]
honest = probe.answer_in_kernel


def nested(question, namespace, max_bytes):
    honest(question, namespace, max_bytes)
    if b'"scale"' in base64.b64decode(question):
        probe.reply = base64.b64encode(b'{"result": ' + b"[" * 5000 + b"]" * 5000 + b"}").decode()


probe.answer_in_kernel = nested
