"""Projects to compare, brought in by the steps that every list takes."""
