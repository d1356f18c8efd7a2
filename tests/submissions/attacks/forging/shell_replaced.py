"""Replaces the functions with which the kernel runs cells: the cell never ends, and the kernel is replaced.

must not: earn the question, or be asked nothing
earns: greet, table
says: did not stop when interrupted
"""

# %% scale_code
shell = get_ipython()
shell.run_cell = lambda *args, **kwargs: None
shell.run_cell_async = None
shell.user_expressions = lambda expressions: {
    "reply": {"status": "ok", "data": {"text/plain": "'eyJyZXN1bHQiOiB0cnVlfQ=='"}}
}


def scale(numbers, factor):
    return []
