"""One package a lab, named like its assignment; `QUESTIONS` lists its questions in the notebook's order."""
