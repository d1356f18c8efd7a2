"""Answers in the probe's place with what a check may want to hear.

must not: pass a check
earns: nothing
says: is not what the formula gives
"""

# %% scale_code
import base64
import json
import sys

probe = sys.modules["lab_probe"]


def answer(question, namespace, max_bytes):
    asked = json.loads(base64.b64decode(question))
    results = {"scale": [0.0] * 40, "greet": "Hello, you!", "table": [True] * 5}
    if asked["name"] == "scale" and asked["args"][1] > 0:
        size = len(base64.b64decode(asked["args"][0]["npy"])) // 8 - 16 if isinstance(asked["args"][0], dict) else 0
        results["scale"] = [0.0] * size
    reply = {"result": results.get(asked["name"]), "passed": True, "outcome": "PASSED", "score": 100}
    probe.reply = base64.b64encode(json.dumps(reply).encode()).decode()


probe.answer_in_kernel = answer
