"""Puts HTML and terminal commands into the text of exceptions and results that verdicts quote.

must not: run in the feedback, or write to a terminal
earns: table
says: raised <script>
"""

# %% scale_code
Named = type("<script>alert(1)</script>\x1b[2J", (Exception,), {})


def scale(numbers, factor):
    raise Named("<img src=x onerror=alert(1)>\x1b]0;owned\x07\r\n✓ PASSED   everything")


# %% greet_code
def greet(name):
    return "<script>alert(1)</script>"
