"""Quality against gold data. Each module has measure(gold) and yields Figure values; see frame.py."""
