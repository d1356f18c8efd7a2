"""experiments_csv names a file that is not there.

fails: experiments.saved
says: there is no file
"""

# %% after data_table
experiments_csv = "my_table.csv"
