"""Measurements: against gold data (quality) and side by side with peers (speed)."""
