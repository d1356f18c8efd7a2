"""`autograder report`: a class at a glance, as a page and as a table of items.

`people` says who stands where, `items` and `findings` compute, `charts` draws, `page` puts it together.
"""
