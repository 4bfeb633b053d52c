"""Small stand-ins for what is remote, slow or made of metal; the real contract, kept."""
