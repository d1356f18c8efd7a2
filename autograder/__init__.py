"""Grades notebooks from outside the student's kernel: a check can only ask, and judges the plain data it gets."""
