"""Changes how text is displayed, which is how replies leave the kernel.

must not: pass a check
earns: nothing
says: readable data
"""

# %% scale_code
plain = get_ipython().display_formatter.formatters["text/plain"]
plain.for_type(str, lambda text, printer, cycle: printer.text("'True'"))
