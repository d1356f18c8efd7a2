"""Answer 1 is one sentence.

fails: analysis_answered.answer_1
says: words; at least
"""

# %% answer_1 [markdown]
# With 40 instead of 10 the text is much better, because the network remembers more of it.
