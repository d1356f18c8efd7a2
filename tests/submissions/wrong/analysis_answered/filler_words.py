"""Answer 5 is 200 words out of 25, in turn.

fails: analysis_answered.answer_5
says: repeats itself
"""

# %% answer_5 [markdown]
# music speech weather video text sound data order time stock code past next series sensor heart film voice rain price trade wave tone note word music speech weather video text sound data order time stock code past next series sensor heart film voice rain price trade wave tone note word music speech weather video text sound data order time stock code past next series sensor heart film voice rain price trade wave tone note word music speech weather video text sound data order time stock code past next series sensor heart film voice rain price trade wave tone note word music speech weather video text sound data order time stock code past next series sensor heart film voice rain price trade wave tone note word music speech weather video text sound data order time stock code past next series sensor heart film voice rain price trade wave tone note word music speech weather video text sound data order time stock code past next series sensor heart film voice rain price trade wave tone note word music speech weather video text sound data order time stock code past next series sensor heart film voice rain price trade wave tone note word
