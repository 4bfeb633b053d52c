"""Exercises of practice mode: stories, questions, and what has to be reached."""
