"""Lists from elsewhere, brought in: files -> rows -> a fate for each row -> tables."""
