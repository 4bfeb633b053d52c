"""What stands beside the window in the demo only."""
