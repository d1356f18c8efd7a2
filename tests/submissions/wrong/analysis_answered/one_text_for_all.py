"""All answers are one text.

fails: analysis_answered.answer_2, analysis_answered.answer_3, analysis_answered.answer_4, analysis_answered.answer_5
says: copied from an earlier answer
"""

# %% answer_1 [markdown]
# With a value of 20 the network writes words that I know, but their order is not that of the rhyme. I think that its state keeps only what the last few characters were, because no window was ever long enough to need more than this, and so it cannot tell where in the text it is.

# %% answer_2 [markdown]
# With a value of 20 the network writes words that I know, but their order is not that of the rhyme. I think that its state keeps only what the last few characters were, because no window was ever long enough to need more than this, and so it cannot tell where in the text it is.

# %% answer_3 [markdown]
# With a value of 20 the network writes words that I know, but their order is not that of the rhyme. I think that its state keeps only what the last few characters were, because no window was ever long enough to need more than this, and so it cannot tell where in the text it is.

# %% answer_4 [markdown]
# With a value of 20 the network writes words that I know, but their order is not that of the rhyme. I think that its state keeps only what the last few characters were, because no window was ever long enough to need more than this, and so it cannot tell where in the text it is.

# %% answer_5 [markdown]
# With a value of 20 the network writes words that I know, but their order is not that of the rhyme. I think that its state keeps only what the last few characters were, because no window was ever long enough to need more than this, and so it cannot tell where in the text it is.
