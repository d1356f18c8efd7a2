"""What a command does with a course: collect, grade, judge again, mark, report, give back."""
