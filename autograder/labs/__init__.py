"""What a lab is, how one is found, and the labs of this project, each in a package with a `LAB`."""
