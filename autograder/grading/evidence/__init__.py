"""How a grade came about: what was asked and answered, kept so that it can be looked up and judged again."""
