"""What tests and scripts share: the corpus loader, students without a kernel, a lab of three questions."""
