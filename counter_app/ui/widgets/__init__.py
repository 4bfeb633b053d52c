"""Small widgets that every page is built from; they show, and decide nothing."""
