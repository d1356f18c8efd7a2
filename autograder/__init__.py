"""Grades notebooks from outside the student's kernel: a check can only ask, and judges the plain data it gets."""

PROJECT = "lab13-recurrent-networks"  # the name under which this package is installed
LABS = "autograder.labs"  # the group of entry points by which packages register their labs
