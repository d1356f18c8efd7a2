"""What a check is, how it is judged, and the conversions that turn an answer into something to compare."""
