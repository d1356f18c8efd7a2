"""Replies with arrays whose headers lie: far too large, of objects, of text beyond Unicode.

must not: set memory aside for them, or unpickle anything
earns: greet, table
says: the answer
"""

# %% scale_code
import base64
import io
import json
import os
import sys

import numpy as np

probe = sys.modules["lab_probe"]
honest = probe.answer_in_kernel


class Pickled:
    def __reduce__(self):
        return os.system, ("touch /tmp/lab-canary-pickled",)


def saved(array):
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


ARRAYS = [
    saved(np.zeros(1)).replace(b"(1,), }          ", b"(1000000000000,)}", 1),
    saved(np.array([Pickled()], dtype=object)),
    saved(np.array(["abc"])).replace(b"a\0\0\0", b"\xff\xff\xff\xff"),
    saved(np.zeros(1)).replace(b"(1,), }          ", b"(-1, -1), }      ", 1),
    b"PK\x03\x04",
]


def lying(question, namespace, max_bytes):
    honest(question, namespace, max_bytes)
    if b'"scale"' in base64.b64decode(question):
        array = ARRAYS[len(question) % len(ARRAYS)]
        probe.reply = base64.b64encode(
            json.dumps({"result": {"npy": base64.b64encode(array).decode()}}).encode()
        ).decode()


probe.answer_in_kernel = lying
