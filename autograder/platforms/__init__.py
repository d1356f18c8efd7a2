"""Where submissions come from and grades go to, apart from nbgrader: one module a platform."""
