"""The page of whoever watches over others: the record verified, and who has seen whose data."""
