"""Replies with arrays whose headers NumPy, or the parser of Python that it uses, cannot read in many ways.

must not: make the grader fail where the answer fails
earns: greet, table
says: readable data
"""

# %% scale_code
import base64
import itertools
import json
import struct
import sys

probe = sys.modules["lab_probe"]
honest = probe.answer_in_kernel
headers = itertools.cycle(
    [
        b"{'descr': (",
        b"{'descr': '''",
        b"{'descr': (), 'fortran_order': False, 'shape': ()}",
        b"if 1:\n    1\n  1",
        b"{'descr': '(1,2i4', 'fortran_order': False, 'shape': ()}",
        b"-" * 9000 + b"1",
        b"1" + b"+1" * 4900,
    ]
)


def unreadable(question, namespace, max_bytes):
    honest(question, namespace, max_bytes)
    if b'"scale"' in base64.b64decode(question):
        header = next(headers)
        array = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
        said = {"result": {"npy": base64.b64encode(array).decode()}}
        probe.reply = base64.b64encode(json.dumps(said).encode()).decode()


probe.answer_in_kernel = unreadable
