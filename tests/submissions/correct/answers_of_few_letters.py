"""Answers with a table, formulas, bullets and glued units, in just over forty words with the numbers among them."""

# %% answer_2 [markdown]
# | units | what I saw |
# | :-- | :-- |
# | 8units | pieces of words |
# | H=32 | words, wrong order |
# | 128 | like \\(H = 64\\) |
#
# - A small state forgets, since $h_t$ must hold 2 things: word and place.
# - Above 64 nothing is gained, contrary to what I had predicted before running.

# %% answer_3 [markdown]
# After T=5epochs there are only likely letters, after twenty whole phrases. From 20 to 80 epochs little changes except time: the network learns one rhyme by heart, which is overfitting, and a second rhyme would gain nothing from it at all, I believe, though I could not test that here.
