"""Gradescope: the autograder package from which it builds an image, and what runs in that image for each submission."""
