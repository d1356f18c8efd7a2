"""Fills an error's parts with HTML, colours and control characters.

must not: run in the feedback, or write to a terminal
earns: scale, greet, table
says: last words
"""

# %% after scale_code
kernel = get_ipython().kernel
content = {
    "ename": "<script>alert(1)</script>",
    "evalue": "\x1b[31m<b>\x00\x07",
    "traceback": ["<script>\x1b[5m", "\x1b]8;;http://127.0.0.1\x07x"],
}
kernel.session.send(kernel.iopub_socket, "error", content, kernel.get_parent("shell"))
print("last words \x1b[1mbold\x1b[0m \x1b[2J \x08\x08\x00 <script>alert(1)</script>")
