"""Gradescope: the autograder package that it builds an image from, and what runs in there for each submission."""
