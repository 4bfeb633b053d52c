"""Forms as pure functions: data in, document out."""
