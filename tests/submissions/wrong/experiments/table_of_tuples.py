"""The rows are tuples and not dicts.

fails: experiments.enough_values
says: has no 'parameter'
"""

# %% after data_table
experiments = [tuple(row.values()) for row in experiments]
