"""What the office takes along as a file: one description for each table, read row by row and written as it is read."""
