"""The handle a check holds: ask the student's code, get plain data back."""
