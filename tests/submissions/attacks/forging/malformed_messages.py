"""Sends messages of every wrong shape as the outputs of its cells.

must not: stop the grader, or spoil the notebook that it writes
earns: scale, greet, table
says: all messages are sent
"""

# %% after scale_code
kernel = get_ipython().kernel
CONTENTS = [
    {},
    {"name": 7, "text": {"a": 1}},
    {"name": "stdout"},
    {"name": "stdout", "text": ["a", "b"]},
    {"data": [1, 2], "metadata": "no"},
    {"data": {"text/plain": {"deep": [1]}, "text/html": 5, "image/png": ["<script>"]}, "metadata": {"image/png": 1}},
    {"data": {"image/png": '"><script>alert(1)</script>'}, "metadata": {"image/png": {"width": "1 onerror=alert(1)"}}},
    {"ename": None, "evalue": {"a": "b"}, "traceback": "text"},
    {"ename": "E\\ud800", "evalue": "v", "traceback": [1, None, {"a": 1}]},
    {"execution_state": ["idle"], "execution_count": "many"},
    {"wait": "perhaps"},
]
for kind in (
    "stream",
    "display_data",
    "execute_result",
    "error",
    "clear_output",
    "status",
    "update_display_data",
    "\0",
):
    for content in CONTENTS:
        for parent in (kernel.get_parent("shell"), {}, {"header": []}, {"header": {"msg_id": [1]}}):
            try:
                kernel.session.send(kernel.iopub_socket, kind, content, parent)
            except Exception:
                pass
kernel.iopub_socket.send_multipart([b"noise", b"<IDS|MSG>", b"", b"{", b"[]", b"\xff", b"1"])
kernel.iopub_socket.send(b"\xff" * 100)
print("all messages are sent")
