"""The saved file holds its header only.

fails: experiments.saved
says: has no row for
"""

# %% after data_table
with open(experiments_csv, "w") as file:
    file.write(",".join(COLUMNS) + "\n")
