"""`make fuzz`: what nobody thought of, in answers, notebooks, archives and markdown."""
