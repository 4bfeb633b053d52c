"""The catalogue of service items, its source data and the script that joins them."""
