# %% the first eight words of each answer
answers = [" ".join(answer.split()[:8]) for answer in answers]

# %% no number in any answer
answers = ["".join(char for char in answer if not char.isdigit()) for answer in answers]

# %% one answer for all
answers = answers[:1] * len(answers)

# %% the question for the answer
answers = questions

# %% one word again and again
answers = ["memory " * 60 for _ in answers]

# %% nothing
answers = ["" for _ in answers]
