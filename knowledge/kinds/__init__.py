"""What a message is when it is no question about a procedure: numbers typed, cues and their weights, the kind."""
