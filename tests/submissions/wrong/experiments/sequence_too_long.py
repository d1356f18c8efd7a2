"""A run with a sequence length of 80 is added, outside 10 to 50.

fails: experiments.enough_values
says: 10 to 50
"""

# %% after data_table
extra = dict(run_experiment("sequence_length", 80), observation="Much like 40, only slower.")
experiments.append(extra)
append_row(experiments_csv, extra)
