"""Replaces the functions with which the kernel runs cells.

must not: earn a question, or be asked nothing
earns: nothing
says: FAILED
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
