"""Gives a pipe as the file that the judge wants to read.

must not: hold the grader up
earns: scale, greet
says: table.txt did not finish
"""

# %% table_code
import os

table = []
os.mkfifo("table.txt")
