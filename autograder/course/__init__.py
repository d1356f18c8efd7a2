"""What a command does with a course: grade it, judge it again, and say what became of it."""
