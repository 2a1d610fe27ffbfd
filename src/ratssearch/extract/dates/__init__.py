"""Days: written ones, the day of publication, the events a text speaks of."""
