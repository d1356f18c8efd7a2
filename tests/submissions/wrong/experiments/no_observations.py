"""The observations are empty.

fails: experiments.rows_complete
says: write at least
"""

# %% observations_code
observations = [""] * 9
