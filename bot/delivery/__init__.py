"""What must reach somebody, and whether it did."""
