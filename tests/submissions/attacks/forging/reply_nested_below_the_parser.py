"""Replies with data nested just as deep as the parser allows.

must not: make the grader fail where the answer fails
earns: greet, table
says: nested too deeply
"""

# %% scale_code
import base64
import sys

probe = sys.modules["lab_probe"]
honest = probe.answer_in_kernel


def nested(question, namespace, max_bytes):
    honest(question, namespace, max_bytes)
    if b'"scale"' in base64.b64decode(question):
        probe.reply = base64.b64encode(b'{"result": ' + b"[" * 800 + b"]" * 800 + b"}").decode()


probe.answer_in_kernel = nested
