"""Three made-up bodies with sites of their own, served on loopback: the first run needs no network."""
