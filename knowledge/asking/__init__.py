"""What a message asks beside the procedure it names: a facet, a choice or a correction, several things, an event."""
