"""The observations are single words.

fails: experiments.rows_complete
says: write at least
"""

# %% observations_code
observations = ["bad", "better", "good"] * 3
