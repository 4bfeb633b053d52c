"""The lists of the desk and the one search box over everything."""
