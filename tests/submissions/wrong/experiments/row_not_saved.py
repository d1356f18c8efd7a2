"""A run is added to the table and not to the file.

fails: experiments.saved
says: has no row for
"""

# %% after data_table
experiments.append(dict(run_experiment("hidden_size", 16), observation="Between 8 and 32, as one expects."))
