"""Marking the written answers in a browser: `cards` collects what a person needs, `server` shows and saves it."""
