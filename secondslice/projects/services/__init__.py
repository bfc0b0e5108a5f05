"""Change projects and the people in them, and bring lists in."""
