"""The student's kernel as a process: its start, its limits, and the bytes that go in and come out."""
