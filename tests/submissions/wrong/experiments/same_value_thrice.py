"""One sequence length stands three times in the table.

fails: experiments.enough_values
says: at least 3 are needed
"""

# %% after data_table
experiments[1] = experiments[2] = experiments[0]
