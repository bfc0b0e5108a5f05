"""Opportunities from elsewhere, brought in by the steps that lists of projects take too."""
