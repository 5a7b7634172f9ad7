"""The report: all numbers in one value, and one writer for each format."""
