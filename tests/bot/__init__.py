"""Tests of the rooms under the same names."""
