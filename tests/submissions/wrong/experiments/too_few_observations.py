"""There are fewer observations than runs, so that there is no table.

fails: experiments.observed, experiments.saved
says: experiments is not defined
"""

# %% observations_code
observations = [
    "Window of 10: the rhyme comes back word for word, and then runs in a circle.",
    "Window of 20: the same text as at 10; it starts again and never finds the last full stop.",
    "Window of 40: the same circle as at 20, with a lower loss: it hesitates less.",
    "Eight units: pieces of words, 'peppers' and 'pickled' in many misspellings, no order.",
]
