"""Where submissions come from and grades go to, beside nbgrader: one room a platform."""
