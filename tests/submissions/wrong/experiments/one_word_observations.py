"""The observations are single words.

fails: experiments.observed
says: write at least
"""

# %% observations_code
observations = ["bad", "better", "good"] * 3
