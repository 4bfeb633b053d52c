"""Steps from one released schema of the county's database to the next."""
