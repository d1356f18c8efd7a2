"""Answer 1 is what the notebook says one may expect, with a few words added.

fails: analysis_answered.answer_1
says: the notebook's own words
"""

# %% answer_1 [markdown]
# With a longer sequence length the network holds on to information from further back, and its text hangs together for longer. On this rhyme you see it most from 2 over 5 to 10 characters, and less beyond. My runs with 10 and 20 showed just that.
