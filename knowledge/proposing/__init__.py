"""What an annex would change: held against the catalogue, row by row, without writing anything."""
