"""Verdicts for people and programs: JSON, a table for a terminal, a table for the notebook."""
