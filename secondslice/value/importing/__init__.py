"""Benefits and rates from a list, brought in by the steps that lists of projects take too."""
