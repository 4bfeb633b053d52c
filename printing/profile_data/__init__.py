"""One TOML file a printer model, read by `printing.profiles`."""
