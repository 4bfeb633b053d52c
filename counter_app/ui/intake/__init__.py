"""The intake page (收件): who asks, for what, with which papers, and what comes of it."""
