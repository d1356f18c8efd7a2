"""Answer 2 names values that are not in the table.

fails: analysis_answered.answer_2
says: names no value from your table
"""

# %% answer_2 [markdown]
# The hidden size is the room in which the past has to be stored. With 9 units the state cannot hold both the current word and the place in the rhyme, so dependencies over several words are lost and the loss stays high. With 33 units it falls clearly. From there to 130 I see almost no gain: the window and the text are what limits the network then, and extra capacity can only help it to learn the text by heart.
