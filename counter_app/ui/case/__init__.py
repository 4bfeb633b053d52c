"""One case on one page: where it stands, why, what may be done, and what happened."""
