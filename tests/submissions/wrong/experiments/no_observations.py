"""The observations are empty.

fails: experiments.observed
says: write at least
"""

# %% observations_code
observations = [""] * 9
