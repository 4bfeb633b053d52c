"""The page of the exchange with the county."""
