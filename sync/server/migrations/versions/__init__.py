"""One module a step, oldest first; never edited after a release."""
