"""Answer 5 is as it was released.

fails: analysis_answered.answer_5
says: original text
"""

# %% answer_5 [markdown]
# YOUR ANSWER HERE
