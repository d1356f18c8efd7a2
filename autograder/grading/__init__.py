"""One submission from bytes to verdicts: read, mend, run, judge, report. Knows neither nbgrader nor its gradebook."""
