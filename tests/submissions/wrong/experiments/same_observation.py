"""Every observation is the same sentence.

fails: experiments.observed
says: different snippets
"""

# %% observations_code
observations = ["The text looks quite good to me."] * 9
