"""Answer 1 is its question, with a value put behind it.

fails: analysis_answered.answer_1
"""

# %% answer_1 [markdown]
# How does a longer sequence length change the generated text? Compare the short windows below your table with the runs in it, and explain what you observed in terms of retention (what the network still knows of earlier characters) and coherence (how well its parts fit together). How does a longer sequence length change the generated text? Compare the short windows below your table with the runs in it, and explain what you observed in terms of retention (what the network still knows of earlier characters) and coherence (how well its parts fit together). The value was 40.
