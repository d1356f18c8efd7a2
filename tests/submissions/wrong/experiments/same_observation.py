"""Every observation is the same sentence.

fails: experiments.rows_complete
says: same sentence
"""

# %% observations_code
observations = ["The text looks quite good to me."] * 9
