"""Answer 4 is one sentence, eight times.

fails: analysis_answered.answer_4
says: repeats itself
"""

# %% answer_4 [markdown]
# The generated text has many patterns and repeated elements, which have very much to do with what the memory of this recurrent network can hold at a time. The generated text has many patterns and repeated elements, which have very much to do with what the memory of this recurrent network can hold at a time. The generated text has many patterns and repeated elements, which have very much to do with what the memory of this recurrent network can hold at a time. The generated text has many patterns and repeated elements, which have very much to do with what the memory of this recurrent network can hold at a time. The generated text has many patterns and repeated elements, which have very much to do with what the memory of this recurrent network can hold at a time. The generated text has many patterns and repeated elements, which have very much to do with what the memory of this recurrent network can hold at a time. The generated text has many patterns and repeated elements, which have very much to do with what the memory of this recurrent network can hold at a time. The generated text has many patterns and repeated elements, which have very much to do with what the memory of this recurrent network can hold at a time.
