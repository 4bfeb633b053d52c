"""Performance of this program, each figure beside a floor measured in the same run."""
