"""The project on machines other than this one: an empty Debian, containers."""
