"""The rows have no snippet.

fails: experiments.rows_complete
says: has no 'snippet'
"""

# %% after data_table
for row in experiments:
    del row["snippet"]
