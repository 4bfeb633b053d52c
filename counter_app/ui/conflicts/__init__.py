"""The page 冲突待定: both sides of a conflict next to each other."""
