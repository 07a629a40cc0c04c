"""Figures for the people who must report them; no person stands in a figure."""
