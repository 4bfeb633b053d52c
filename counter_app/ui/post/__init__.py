"""The page of the post: what is to be done, originals, hand-over, day close."""
