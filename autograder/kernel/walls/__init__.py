"""Walls between a submission and the machine: what each needs, whether it works here, and which one is used."""
