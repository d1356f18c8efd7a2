"""What is sent into the sandbox as source and runs there beside the student's code; it imports nothing of ours."""
