"""Answer 4 is empty.

fails: analysis_answered.answer_4
says: original text
"""

# %% answer_4 [markdown]
#
