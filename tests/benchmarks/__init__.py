"""Measurements of speed: `make bench`. They print figures and judge nothing."""
