"""Answer 1 names no value from the table.

fails: analysis_answered.answer_1
says: names no value from your table
"""

# %% answer_1 [markdown]
# With short windows only pieces of words come out: no window ever showed the network more, so its state never learned to retain it. With longer ones whole phrases come in their order and the text is coherent. But at “Peter Piper picked” my runs go on with “a peck”, in a circle, since the right choice depends on a letter far before.
