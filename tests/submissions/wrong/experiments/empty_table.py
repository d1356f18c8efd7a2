"""The table is emptied.

fails: experiments.enough_values, experiments.losses_are_real, experiments.snippets, experiments.observed, experiments.saved
says: experiments is list []
"""

# %% after data_table
experiments = []
