"""Steps from one released schema to the next, run by `counter_app.storage.migrate`."""
