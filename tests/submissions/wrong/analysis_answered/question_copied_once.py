"""Answer 3 is the text of the notebook on what is asked.

fails: analysis_answered.answer_3
"""

# %% answer_3 [markdown]
# How does the number of epochs influence the generated text? What do you trade when you add epochs, thinking of overfitting? How does the number of epochs influence the generated text after 80, and what do you trade when you add epochs, thinking of overfitting?
