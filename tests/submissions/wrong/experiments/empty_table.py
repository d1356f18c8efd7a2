"""The table is emptied.

fails: experiments.enough_values, experiments.rows_complete, experiments.losses_are_real, experiments.saved
says: experiments is list []
"""

# %% after data_table
experiments = []
