"""Every observation is the same sentence.

fails: experiments.observed
says: not alike
"""

# %% observations_code
observations = ["The text looks quite good to me."] * 9
