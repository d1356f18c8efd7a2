"""Answer 3 writes its values out in words."""

# %% answer_3 [markdown]
# After five epochs the text is made of likely letters and blanks, after twenty whole phrases are right, and after eighty it recites the rhyme. Each epoch lowers the loss by less than the one before. What I trade is time and generality: with ninety-two characters of data, a longer training means that the network learns this rhyme by heart. On another sentence it would be worse and not better, which is overfitting, and there is no validation text here to show it.
