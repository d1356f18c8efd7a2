"""The rows have no snippet.

fails: experiments.snippets
says: has no 'snippet'
"""

# %% after data_table
for row in experiments:
    del row["snippet"]
