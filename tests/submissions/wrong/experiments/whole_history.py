"""The whole history stands in the table.

fails: experiments.losses_are_real
says: expected one number
"""

# %% after data_table
for row in experiments:
    row["final_loss"] = history
