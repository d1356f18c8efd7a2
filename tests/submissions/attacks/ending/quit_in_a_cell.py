"""Leaves the kernel by the ways that IPython offers.

must not: lose a question
earns: scale, greet, table
says: still here
"""

# %% after scale_code
exit()
quit()


# %% after greet_code
print("still here")
raise SystemExit
