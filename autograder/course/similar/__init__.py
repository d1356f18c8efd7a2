"""`autograder similar`: which works are more alike than chance explains. It says where to look, and nothing else.

`tokens` forgets names, comments and layout, `winnow` takes fingerprints, `works` gathers what was written, `pairs`
compares, `page` shows two works side by side, `export` writes them for another program.
"""
