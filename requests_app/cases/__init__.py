"""What happened and what is due: the case, its letters, its append-only events."""
